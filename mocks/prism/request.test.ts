import { expect, test } from 'vitest';
import { originForm, readRequest } from './request.ts';

test('keeps every value of a parameter in its order, whatever its name', async () => {
  const url = '/x?a=1&__proto__=2&b=&a=3&__proto__=4&a';
  const { query } = (await readRequest({ method: 'GET', url, headers: {}, body: Buffer.alloc(0) })).url;
  expect(Object.entries(query ?? {})).toEqual([
    ['a', ['1', '3', '']],
    ['__proto__', ['2', '4']],
    ['b', ''],
  ]);
});

test.each([
  ['/x?a=http://b/', '/x?a=http://b/'],
  ['http://host/x?a', '/x?a'],
  ['HTTPS://host:80', '/'],
  ['http://host?a', '/?a'],
  ['//host/x', '//host/x'],
  ['*', '*'],
])('reads the target %s as %s', (target, expected) => {
  expect(originForm(target)).toBe(expected);
});
