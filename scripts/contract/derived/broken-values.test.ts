import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../mocks/random.ts';
import type { Json } from '../../../schemas/generate/document.ts';
import { brokenTexts, brokenValues, pick } from './broken-values.ts';

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const ajv = new Ajv({ strict: false });

describe('brokenValues', () => {
  it.each<[keyword: string, schema: Json, sound: unknown]>([
    ['type', { type: 'string' }, 'a'],
    ['type', { type: ['object', 'null'] }, null],
    ['type', { type: 'integer' }, 1],
    ['pattern', { pattern: '^a+$' }, 'aa'],
    ['enum', { enum: ['One', 'ONE'] }, 'One'],
    ['const', { const: 'One' }, 'One'],
    ['minimum', { minimum: 0 }, 3],
    ['maximum', { maximum: 50 }, 3],
    ['exclusiveMinimum', { exclusiveMinimum: 0 }, 3],
    ['exclusiveMaximum', { exclusiveMaximum: 9 }, 3],
    ['minLength', { minLength: 1 }, 'abc'],
    ['maxLength', { maxLength: 5000 }, ''],
    ['minItems', { minItems: 1 }, [1]],
    ['maxItems', { maxItems: 3 }, [1]],
    ['minProperties', { minProperties: 1 }, { a: 1 }],
    ['uniqueItems', { uniqueItems: true }, [1, 2]],
  ])('breaks %s, whatever the seed', (keyword, schema, sound) => {
    expect(ajv.validate(schema, sound)).toBe(true);
    const broken = SEEDS.flatMap((seed) => brokenValues(schema, sound, createRandom(seed)));
    expect(new Set(broken.map((each) => each.keyword))).toEqual(new Set([keyword]));
    expect(broken.filter(({ value }) => ajv.validate(schema, value))).toEqual([]);
  });

  it('crosses a bound by one', () => {
    const random = createRandom(1);
    expect(brokenValues({ maximum: 50 }, 20, random).map(({ value }) => value)).toEqual([51]);
    expect(brokenValues({ maxLength: 3 }, 'ab', random).map(({ value }) => value)).toEqual(['abxx']);
    expect(brokenValues({ minItems: 2 }, [1, 2, 3], random).map(({ value }) => value)).toEqual([[1]]);
  });

  it('finds no way beyond a bound that nothing crosses', () => {
    expect(brokenValues({ minLength: 0, minItems: 0, maxItems: 2 }, [], createRandom(1))).toEqual([]);
    expect(brokenValues({}, 'a', createRandom(1))).toEqual([]);
    expect(brokenValues({ pattern: '' }, 'a', createRandom(1))).toEqual([]);
  });

  it('breaks a format', () => {
    expect(brokenValues({ format: 'uuid' }, '', createRandom(1))).toMatchObject([
      { kind: 'bound', keyword: 'format', what: 'is no uuid' },
    ]);
  });

  it('tries a null and one other type, unless a null is fine', () => {
    const types = (type: unknown) => brokenValues({ type }, '', createRandom(1)).map(({ what }) => what);
    expect(types('string')).toEqual([
      'is null, not string',
      expect.stringMatching(/^is of the type \w+, not string$/),
    ]);
    expect(types(['string', 'null'])).toHaveLength(1);
  });
});

describe('brokenTexts', () => {
  it.each([
    ['integer', '20'],
    ['number', '20'],
    ['boolean', 'true'],
  ])('writes no %s, whatever the seed', (type, sound) => {
    const coercing = new Ajv({ coerceTypes: true });
    const broken = SEEDS.flatMap((seed) => brokenTexts({ type }, sound, createRandom(seed)));
    expect(broken).toHaveLength(SEEDS.length);
    for (const { value } of broken)
      expect(
        coercing.validate({ type: 'object', properties: { value: { type } } }, { value }),
        String(value),
      ).toBe(false);
  });

  it('writes a bound as text, and takes any text for a text', () => {
    const limit = { type: 'integer', maximum: 50 };
    expect(brokenTexts(limit, '20', createRandom(1)).map(({ value }) => value)).toContain('51');
    expect(brokenTexts({ type: 'string' }, 'a', createRandom(1))).toEqual([]);
  });
});

it('picks nothing from nothing', () => {
  expect(pick([], createRandom(1))).toBeUndefined();
});
