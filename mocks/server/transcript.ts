import { buffer } from 'node:stream/consumers';
import type { Transcript, TranscriptEntry } from '../machine/command.ts';

const MARGIN = 56;
const FOOTER_ABOVE_EDGE = 36;
const SIZES = { title: 16, text: 10, small: 8 } as const;
/** A speaker's line is not left alone at the foot of a page. */
const LINES_KEPT_TOGETHER = 3;

/** What the fonts that every PDF reader has can show (WinAnsi), and line breaks. */
const LACKING = /[^\n\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/gu;
const MARK = '?';
const LONG_WORD = /[^ \n]{200,}/g;

type Document = PDFKit.PDFDocument;

/**
 * Writes a conversation as a PDF: A4, as many pages as it takes, times in UTC. The same transcript gives
 * the same bytes.
 *
 * Its fonts are the standard ones, which know Western European characters only: any other character, and
 * any control character but line breaks and tabs, is shown as `?`, and a line on the first page says so.
 * Rejects with a RangeError when a time is no date.
 */
export async function renderTranscript(transcript: Transcript): Promise<Buffer> {
  // 60 ms and 15 MB that only those pay who ask for a transcript.
  const { default: PDFDocument } = await import('pdfkit');
  const { conversationId, writtenAt, entries } = transcript;
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    // The file's id is a hash of these, so that they decide it, too.
    info: { Title: `Conversation ${toShown(conversationId)}`, CreationDate: new Date(writtenAt) },
  });
  writeHead(pdf, transcript);
  for (const entry of entries) writeEntry(pdf, entry);
  writeFooters(pdf);
  pdf.end();
  return buffer(pdf);
}

function writeHead(pdf: Document, { conversationId, writtenAt, entries }: Transcript): void {
  pdf.font('Helvetica-Bold').fontSize(SIZES.title).text('Transcript').moveDown(0.5);
  pdf.font('Helvetica').fontSize(SIZES.text);
  pdf
    .text(`Conversation: ${cutLongWords(pdf, toShown(conversationId))}`)
    .text(`Written: ${toTime(writtenAt)}`);
  const texts = [conversationId, ...entries.flatMap(({ speaker, text }) => [speaker, text])];
  if (texts.some((text) => toLines(text).search(LACKING) !== -1)) {
    pdf.text(`Characters that this document's fonts lack are shown as '${MARK}'.`);
  }
  if (entries.length === 0) pdf.moveDown().text('Nothing was said in this conversation.');
}

function writeEntry(pdf: Document, { at, speaker, text }: TranscriptEntry): void {
  pdf.font('Helvetica-Bold').fontSize(SIZES.text).moveDown();
  const needed = LINES_KEPT_TOGETHER * pdf.currentLineHeight(true);
  if (pdf.y + needed > pdf.page.maxY()) pdf.addPage();
  pdf.text(cutLongWords(pdf, `${toTime(at)}  ${toShown(speaker).replaceAll('\n', ' ')}`));
  pdf.font('Helvetica').text(cutLongWords(pdf, toShown(text)));
}

/** The library measures the rest of a word anew for each of its lines: 64 kB without a space took 1.9 s. */
function cutLongWords(pdf: Document, text: string): string {
  const lineWidth = pdf.page.width - 2 * MARGIN;
  return text.replace(LONG_WORD, (word) => {
    const pieces: string[] = [];
    let [start, width] = [0, 0];
    for (let end = 0; end < word.length; end++) {
      const more = pdf.widthOfString(word.charAt(end));
      if (width + more > lineWidth) {
        pieces.push(word.slice(start, end));
        [start, width] = [end, 0];
      }
      width += more;
    }
    return [...pieces, word.slice(start)].join('\n');
  });
}

function writeFooters(pdf: Document): void {
  const { start, count } = pdf.bufferedPageRange();
  pdf.font('Helvetica').fontSize(SIZES.small);
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    // Text below the margin would open a page of its own.
    pdf.page.margins.bottom = 0;
    pdf.text(`Page ${page + 1} of ${count}`, MARGIN, pdf.page.height - FOOTER_ABOVE_EDGE, {
      lineBreak: false,
    });
  }
}

function toTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function toShown(text: string): string {
  return toLines(text).replace(LACKING, MARK);
}

/** Composed, so that an accent that stands apart finds its letter. */
function toLines(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', '    ');
}
