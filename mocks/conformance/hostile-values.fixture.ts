/** Stands for a number that JSON.stringify does not write. */
export const HUGE_NUMBER = '@@1e999@@';
/** Where a text, an id or a number is due. */
export const TEXTS: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e3',
  '99999999999999999999',
  'true',
  'null',
  'x'.repeat(3_000),
  'é',
  '😀',
  '\uFEFFx',
  '../..',
  '%00',
  '%zz',
  '%2F',
  '%ff',
  '__proto__',
  'constructor',
  'a,b',
  ';;;',
  '"',
  '<script>',
  'AAAAAAAA-AAAA-4AAA-AAAA-AAAAAAAAAAAA',
  '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11',
];
/** Where any JSON value is due. */
export const VALUES: readonly unknown[] = [
  ...TEXTS,
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  HUGE_NUMBER,
  '\ud800',
  '\u0000',
  'https://[ x',
  'see https://example.com/a?b#c',
  [],
  {},
  [[null]],
  { toString: 1, toJSON: 2, length: -1 },
  { text: 1 },
  { text: 'a', attachments: [null, { name: {} }] },
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
  nested(99),
  nested(3_000),
  Array.from({ length: 2_000 }, () => ({})),
];
/** The names of members that are read when they are there. */
export const MEMBERS: readonly string[] = ['staticContent', 'staticContent', 'text', 'fileId', 'references'];
/** Those that mean something to some server. */
export const HEADERS: readonly string[] = [
  'Accept',
  'Authorization',
  'Content-Encoding',
  'Content-Type',
  'Cookie',
  'Forwarded',
  'Last-Event-Id',
  'Origin',
  'Range',
  'X-Org-Id',
  '__proto__',
];
/** The last is beyond every limit. */
export const HEADER_TEXTS: readonly string[] = [
  ...TEXTS,
  'Bearer',
  'Bearer a.b.c',
  'bearer x',
  'Basic dTpw',
  'application/json; charset=utf-16',
  'application/json',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=fuzz-boundary; boundary=x',
  'gzip',
  'text/plain',
  'x'.repeat(17_000),
];
/** Those that Node knows; the others are refused by its parser. */
export const METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'QUERY',
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
