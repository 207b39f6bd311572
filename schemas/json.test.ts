import { describe, expect, it } from 'vitest';
import { parsedJson, wellFormed } from './json.ts';

describe('parsedJson', () => {
  it('reads JSON, and nothing else', () => {
    expect(parsedJson('{"a":[1e3,"e999",-0.5]}')).toEqual({ a: [1000, 'e999', -0.5] });
    expect(parsedJson('null')).toBeNull();
    for (const text of ['', 'undefined', '{', "{'a':1}", 'NaN', '1 2'])
      expect(parsedJson(text)).toBeUndefined();
  });

  it.each(['1e999', '[-1e400]', '{"a":{"b":1e400}}', '9'.repeat(400)])(
    'takes %s, beyond the range of a double, for none',
    (text) => {
      expect(parsedJson(text)).toBeUndefined();
    },
  );

  it('takes what would end k6 by its depth for none, wherever the brackets stand', () => {
    const deep = (sign: string, times: number) => sign.repeat(times) + '1'.padEnd(100_001);
    expect(parsedJson('['.repeat(4_000_000))).toBeUndefined();
    expect(parsedJson(`${deep('[', 10_001)}${']'.repeat(10_001)}`)).toBeUndefined();
    expect(parsedJson(`${deep('[', 10_000)}${']'.repeat(10_000)}`)).toBeDefined();
    expect(parsedJson(`["\\"${'[{'.repeat(100_000)}", 1]`)).toHaveLength(2);
  });

  it('makes a member of __proto__, and inherits nothing from it', () => {
    const value = parsedJson('{"__proto__":{"message":"x"}}') as { readonly message?: string };
    expect(value.message).toBeUndefined();
    expect(Object.keys(value)).toEqual(['__proto__']);
  });
});

describe('wellFormed', () => {
  it('replaces halves of characters, and only these', () => {
    expect(wellFormed('a\ud800b\udc00\ud83d\ude00')).toBe('a\ufffdb\ufffd\ud83d\ude00');
  });
});
