import { expect, test } from 'vitest';
import { createRandom, type Random } from '../random.ts';
import { readForm, type FormFault, type FormPart, type FormParts } from './form.ts';

const TYPE = 'multipart/form-data; boundary=b';
const FIELD = 'Content-Disposition: form-data; name="a"';
const PIXEL = Buffer.from([0x89, 0x50, 0, 0xff, 0x0d, 0x0a, 0x2d, 0x2d, 0x0d, 0x0a]);

/** A body of the given parts, each headers and content. */
function bodyOf(...parts: readonly (readonly [headers: string, content: string])[]): Buffer {
  const written = parts.map(([headers, content]) => `--b\r\n${headers}\r\n\r\n${content}\r\n`);
  return Buffer.from(`${written.join('')}--b--\r\n`);
}

/** What `fetch` sends for a form. */
async function sent(form: FormData): Promise<{ readonly body: Buffer; readonly type: string }> {
  const response = new Response(form);
  const type = response.headers.get('content-type') ?? '';
  return { body: Buffer.from(await response.arrayBuffer()), type };
}

function partsOf(form: FormParts | FormFault): readonly FormPart[] {
  if ('fault' in form) throw new Error(form.fault);
  return [...form.parts.values()];
}

const faultOf = (form: FormParts | FormFault): string => ('fault' in form ? form.fault : 'no fault');

test('reads what fetch sends for fields, files and blobs', async () => {
  const form = new FormData();
  form.append('messageEntry', new Blob(['{"id":1}'], { type: 'application/json' }));
  form.append('text', 'zwölf');
  form.append('fileData', new Blob([PIXEL], { type: 'image/PNG' }), 'Übersicht 東京 😀; a=b.png');
  form.append('empty', new Blob([]), 'empty.txt');
  const { body, type } = await sent(form);
  expect(partsOf(await readForm(body, type))).toEqual([
    {
      name: 'messageEntry',
      fileName: 'blob',
      mediaType: 'application/json',
      content: Buffer.from('{"id":1}'),
    },
    { name: 'text', mediaType: 'text/plain', content: Buffer.from('zwölf') },
    { name: 'fileData', fileName: 'Übersicht 東京 😀; a=b.png', mediaType: 'image/png', content: PIXEL },
    { name: 'empty', fileName: 'empty.txt', mediaType: 'application/octet-stream', content: Buffer.alloc(0) },
  ]);
});

test('reads what curl sends, and keeps the media type of a field', async () => {
  const boundary = '------------------------d74496d66958873e';
  const body = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="messageEntry"',
    'Content-Type: application/json; charset=utf-8',
    '',
    '{"id":1}',
    `--${boundary}`,
    'Content-Disposition: form-data; name="fileData"; filename="C:\\\\temp\\\\a \\"b\\".txt"',
    'Content-Type: text/plain',
    '',
    'line one\nline two\r\n',
    `--${boundary}--`,
    '',
  ].join('\r\n');
  const form = await readForm(Buffer.from(body), `multipart/form-data; boundary=${boundary}`);
  const [entry, file] = partsOf(form);
  expect(entry).toMatchObject({ mediaType: 'application/json', content: Buffer.from('{"id":1}') });
  expect(entry).not.toHaveProperty('fileName');
  expect(file?.fileName).toBe('C:\\temp\\a "b".txt');
  expect(file?.content.toString()).toBe('line one\nline two\r\n');
});

test.each([
  ['quoted', 'multipart/form-data; boundary="b"'],
  ['in other letters and after another parameter', 'Multipart/Form-Data; charset=utf-8; Boundary=b'],
])('takes a boundary that is %s', async (_name, type) => {
  expect(partsOf(await readForm(bodyOf([FIELD, 'x']), type))).toHaveLength(1);
});

test('takes quoted boundaries with characters that need quotes', async () => {
  const body = Buffer.from(`--a b:c=?\r\n${FIELD}\r\n\r\nx\r\n--a b:c=?--`);
  const [part] = partsOf(await readForm(body, 'multipart/form-data; boundary="a b:c=?"'));
  expect(part?.content.toString()).toBe('x');
});

test('reads a file name in the form of RFC 5987, which forms should not use', async () => {
  const headers = `${FIELD}; filename*=UTF-8''%e2%82%ac.png`;
  expect(partsOf(await readForm(bodyOf([headers, '']), TYPE))[0]?.fileName).toBe('€.png');
});

test('leaves out what stands around the boundaries, and parts of another disposition', async () => {
  const body = bodyOf([FIELD, 'x'], ['Content-Disposition: attachment; name="c"', ''], ['X: y', '']);
  const wrapped = Buffer.concat([Buffer.from('preamble\r\n'), body, Buffer.from('epilogue --b')]);
  expect(partsOf(await readForm(wrapped, TYPE)).map(({ name }) => name)).toEqual(['a']);
});

test('keeps content that looks like a boundary but is none', async () => {
  const content = '\r\n--c\r\n --b\r\n-b--\n--b';
  const [part] = partsOf(await readForm(bodyOf([FIELD, content]), TYPE));
  expect(part?.content.toString()).toBe(content);
});

test('treats names of objects as names like any other', async () => {
  const names = ['__proto__', 'constructor', 'toString'];
  const body = bodyOf(
    ...names.map((name) => [`Content-Disposition: form-data; name="${name}"`, name] as const),
  );
  expect(partsOf(await readForm(body, TYPE)).map(({ name }) => name)).toEqual(names);
  expect(partsOf(await readForm(bodyOf([`__proto__: x\r\n${FIELD}`, 'y']), TYPE))).toHaveLength(1);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('reads a form without parts', async () => {
  const { body, type } = await sent(new FormData());
  expect(partsOf(await readForm(body, type))).toEqual([]);
});

test.each([
  ['', /multipart\/form-data with a boundary/],
  ['application/json', /multipart\/form-data with a boundary/],
  ['application/x-www-form-urlencoded', /multipart\/form-data with a boundary/],
  ['multipart/mixed; boundary=b', /multipart\/form-data with a boundary/],
  ['multipart/form-data', /multipart\/form-data with a boundary/],
  ['multipart/form-data; charset=utf-8', /multipart\/form-data with a boundary/],
  [`multipart/form-data; boundary=${'b'.repeat(10_000)}`, /multipart\/form-data with a boundary/],
  ['multipart/form-data; boundary=', /final boundary is missing/],
  ['multipart/form-data; boundary=other', /final boundary is missing/],
])('faults the content type %s', async (type, fault) => {
  expect(faultOf(await readForm(bodyOf([FIELD, 'x']), type))).toMatch(fault);
});

test('faults every body that is cut before its final boundary', async () => {
  const whole = bodyOf([FIELD, 'x'], [`${FIELD.replace('"a"', '"c"')}; filename="c.txt"`, 'two\r\nlines']);
  const end = whole.lastIndexOf('--\r\n');
  for (let length = 0; length < end; length++) {
    expect(faultOf(await readForm(whole.subarray(0, length), TYPE))).toMatch(/final boundary is missing/);
  }
});

test.each([
  ['garbage', Buffer.from(createRandom(1).uuid().repeat(100)), /final boundary is missing/],
  ['line feeds alone', Buffer.from(`--b\n${FIELD}\n\nx\n--b--\n`), /final boundary is missing/],
  ['a part without a name', bodyOf(['Content-Disposition: form-data', 'x']), /has no name/],
  ['an empty name', bodyOf(['Content-Disposition: form-data; name=""', 'x']), /has no name/],
  ['a long name', bodyOf([FIELD.replace('"a"', `"${'n'.repeat(201)}"`), '']), /longer than 200 characters/],
  ['a long file name', bodyOf([`${FIELD}; filename="${'n'.repeat(256)}"`, '']), /'a' is longer than 255/],
  [
    'a file name beyond the headers',
    bodyOf([`${FIELD}; filename="${'n'.repeat(1e5)}"`, '']),
    /longer than 255/,
  ],
  ['two parts of one name', bodyOf([FIELD, 'x'], [FIELD, 'y']), /two parts named 'a'/],
])('faults %s', async (_name, body, fault) => {
  expect(faultOf(await readForm(body, TYPE))).toMatch(fault);
});

test('takes 10 parts and names of 200 characters, and faults the 11th part', async () => {
  const named = (index: number) => [FIELD.replace('"a"', `"${'n'.repeat(198)}-${index}"`), ''] as const;
  const ten = Array.from({ length: 10 }, (_, index) => named(index));
  expect(partsOf(await readForm(bodyOf(...ten), TYPE))).toHaveLength(10);
  const eleven = bodyOf(...ten, [FIELD, '']);
  expect(faultOf(await readForm(eleven, TYPE))).toBe('The form has more than 10 parts');
});

test('faults a body of nothing but boundaries', async () => {
  const flood = Buffer.alloc(5_000_000, '--b\r\n\r\n\r\n');
  expect(faultOf(await readForm(flood, TYPE))).toBe('The form has more than 10 parts');
});

test('reads a file of 5 MB as it is', async () => {
  const content = Buffer.alloc(5_000_000, '\r\n--\0');
  const form = new FormData();
  form.append('fileData', new Blob([content]), 'big.bin');
  const { body, type } = await sent(form);
  expect(partsOf(await readForm(body, type))[0]?.content.equals(content)).toBe(true);
});

/** Cuts, flips or repeats bytes at one place. */
function mutate(body: Buffer, random: Random): Buffer {
  const at = Math.floor(random.next() * body.length);
  const kind = Math.floor(random.next() * 4);
  if (kind === 0) return body.subarray(0, at);
  if (kind === 1)
    return Buffer.concat([body.subarray(0, at), body.subarray(at + 1 + Math.floor(random.next() * 8))]);
  if (kind === 2) return Buffer.concat([body.subarray(0, at), body.subarray(Math.max(0, at - 40))]);
  const flipped = Buffer.from(body);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random.next() * 8));
  return flipped;
}

test('answers every one of 600 mutated bodies, with parts or with a fault', async () => {
  const random = createRandom(20_260_131);
  const form = new FormData();
  form.append('messageEntry', new Blob(['{"id":1}'], { type: 'application/json' }));
  form.append('fileData', new Blob([PIXEL], { type: 'image/png' }), 'größe.png');
  form.append('text', 'x');
  const { body, type } = await sent(form);
  const tally = { parts: 0, fault: 0 };
  for (let run = 0; run < 600; run++) {
    let mutated = body;
    for (let times = 1 + Math.floor(random.next() * 4); times > 0; times--) mutated = mutate(mutated, random);
    tally['fault' in (await readForm(mutated, type)) ? 'fault' : 'parts']++;
  }
  expect(tally.parts).toBeGreaterThan(50);
  expect(tally.fault).toBeGreaterThan(50);
});
