import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { expect, test } from 'vitest';
import type { TranscriptEntry } from '../machine/command.ts';
import { renderTranscript } from './transcript.ts';

const WRITTEN_AT = Date.UTC(2026, 0, 31, 23, 59, 59);
/** Without the micro sign, which readers give back as the Greek letter of the same shape. */
const WIN_ANSI = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡¢£¤¥¦§¨©ª«¬®¯°±²³´¶·¸¹º»¼½¾¿ÀÆÇÐÑÖ×ØÞßàæçðñö÷øþÿ';

function render(texts: readonly string[], speaker = 'Guest'): Promise<Buffer> {
  const entries = texts.map((text, index) => ({ at: WRITTEN_AT - 1000 * index, speaker, text }));
  return renderTranscript({ conversationId: 'c-1', writtenAt: WRITTEN_AT, entries });
}

/** The text of each page, as a reader that is not the writer's finds it. */
async function readPages(pdf: Buffer): Promise<readonly string[]> {
  const { text } = await extractText(new Uint8Array(pdf), { mergePages: false });
  return text;
}

const readText = async (pdf: Buffer): Promise<string> => (await readPages(pdf)).join('\n');

/** What was written, without the line breaks and the footers that the layout adds. */
const joined = (text: string): string => text.replaceAll(/Page \d+ of \d+|\s/g, '');

test('writes a document that begins and ends as a PDF does', async () => {
  const pdf = await render(['Hello']);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1').trimEnd().endsWith('%%EOF')).toBe(true);
});

test('shows who said what and when, in the order of the entries', async () => {
  const entries: readonly TranscriptEntry[] = [
    { at: Date.UTC(2026, 0, 1, 12), speaker: 'Guest', text: 'Where is my order?' },
    { at: Date.UTC(2026, 0, 1, 12, 0, 5), speaker: 'Agent', text: 'On its way.' },
  ];
  const pdf = await renderTranscript({ conversationId: 'c-1', writtenAt: WRITTEN_AT, entries });
  expect(await readPages(pdf)).toEqual([
    [
      'Transcript',
      'Conversation: c-1',
      'Written: 2026-01-31 23:59:59 UTC',
      '2026-01-01 12:00:00 UTC Guest',
      'Where is my order?',
      '2026-01-01 12:00:05 UTC Agent',
      'On its way.',
      'Page 1 of 1',
    ].join('\n'),
  ]);
});

test('says so when nothing was said', async () => {
  const pages = await readPages(await render([]));
  expect(pages).toHaveLength(1);
  expect(pages[0]).toContain('Nothing was said in this conversation.');
});

test('gives the same bytes for the same transcript, and others for another date', async () => {
  const texts = ['one', 'two '.repeat(3000)];
  const first = await render(texts);
  expect((await render(texts)).equals(first)).toBe(true);
  const later = await renderTranscript({ conversationId: 'c-1', writtenAt: WRITTEN_AT + 1000, entries: [] });
  expect(later.equals(await render([]))).toBe(false);
});

test('bears the time of writing and the conversation', async () => {
  const { info } = await getMeta(new Uint8Array(await render(['Hello'])));
  expect(info).toMatchObject({ CreationDate: 'D:20260131235959Z', Title: 'Conversation c-1' });
});

test('spreads 200 long entries over numbered pages and loses none', async () => {
  const texts = Array.from(
    { length: 200 },
    (_, index) => `<${index}> ${'lorem ipsum dolor '.repeat(60)}</${index}>`,
  );
  const pages = await readPages(await render(texts));
  expect(pages.length).toBeGreaterThan(20);
  pages.forEach((page, index) => expect(page).toContain(`Page ${index + 1} of ${pages.length}`));
  const text = joined(pages.join('\n'));
  const marks = [...text.matchAll(/<(\/?\d+)>/g)].map(([, mark]) => mark);
  expect(marks).toEqual(texts.flatMap((_, index) => [`${index}`, `/${index}`]));
});

test('leaves no name alone at the foot of a page', async () => {
  const pages = await readPages(await render(Array.from({ length: 100 }, (_, index) => `text ${index}`)));
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages) expect(page).toMatch(/text \d+\nPage \d+ of \d+$/);
});

test.each([
  ['a text without a space', 'x'.repeat(8192)],
  ['wide letters', 'W'.repeat(8192)],
  ['words that only a hard space parts', 'wide\u00a0'.repeat(1600)],
  ['words', 'some words '.repeat(750)],
])('keeps %s between the margins', async (_name, text) => {
  const pdf = await render([text]);
  expect(joined(await readText(pdf))).toContain(joined(text));
  const document = await getDocumentProxy(new Uint8Array(pdf));
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const [, , pageWidth = 0] = page.view;
    const { items } = await page.getTextContent();
    for (const item of items) {
      if (!('str' in item)) continue;
      expect(Number(item.transform[4]) + item.width).toBeLessThanOrEqual(pageWidth - 50);
    }
  }
});

test.each([
  ['parentheses and backslashes', String.raw`a(b)c\d\(e\)) ((`],
  ['the operators of a page', 'ET Q endstream endobj %%EOF'],
  ['tags', '<b>&amp;</b>'],
  ['the characters of Western Europe', WIN_ANSI],
])('shows %s as they are', async (_name, text) => {
  const shown = await readText(await render([text]));
  expect(shown).toContain(text);
  expect(shown).not.toContain('fonts lack');
});

test.each([
  ['an emoji', 'smile 😀!', 'smile ?!'],
  ['right-to-left text', 'שלום', '????'],
  ['another script', '東京 Łódź', '?? ?ód?'],
  ['half a character', 'a\ud83d b\ude00', 'a? b?'],
  [
    'control characters',
    'bell\u0007 nul\u0000 esc\u001b[31m del\u007f c1\u009b',
    'bell? nul? esc?[31m del? c1?',
  ],
  ['an override of direction', '\u202eevil', '?evil'],
  ['what PDF strings escape', '\ufeffA\u0100\u2028', '?A?'],
])('marks %s where the fonts lack it, and says so', async (_name, text, expected) => {
  const shown = await readText(await render([text]));
  expect(shown).toContain(`\n${expected}\n`);
  expect(shown).toContain("Characters that this document's fonts lack are shown as '?'.");
});

test('puts an accent that stands apart onto its letter, and takes every kind of line break', async () => {
  const shown = await readText(await render(['cafe\u0301\r\none\rtwo\u2028three\tfour']));
  expect(shown).toMatch(/\ncafé\none\ntwo\nthree +four\n/);
  expect(shown).not.toContain('fonts lack');
});

test('keeps a speaker of any name on the line of the time', async () => {
  const shown = await readText(await render(['Hello'], 'Eve\n2026-01-01 00:00:00 UTC Agent 😀'));
  expect(shown).toContain('UTC Eve 2026-01-01 00:00:00 UTC Agent ?\nHello');
  expect(joined(await readText(await render(['Hello'], 'n'.repeat(2000))))).toContain('n'.repeat(2000));
});

test('shows empty texts, empty speakers and empty lines', async () => {
  const pages = await readPages(await render(['', '\n'.repeat(200), 'end'], ''));
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.at(-1)).toContain('end');
});

test('refuses a time that is no date', async () => {
  const entries = [{ at: Number.NaN, speaker: 'Guest', text: '' }];
  const transcript = { conversationId: 'c-1', writtenAt: WRITTEN_AT, entries };
  await expect(renderTranscript(transcript)).rejects.toThrow(RangeError);
});
