import { isMembers } from '../../../schemas/json.ts';
import type { Json } from '../../../schemas/generate/document.ts';
import type { Random } from '../../../mocks/random.ts';

/** A value that breaks one keyword of its schema. */
export interface BrokenValue {
  readonly kind: 'type' | 'pattern' | 'enum' | 'bound';
  readonly keyword: string;
  readonly value: unknown;
  /** What is wrong with it, in words that go on after "a value that". */
  readonly what: string;
}

/** Picks one; undefined from an empty list. */
export function pick<Item>(list: readonly Item[], random: Random): Item | undefined {
  return list[Math.floor(random.next() * list.length)];
}

/** For each keyword that a sound value keeps, values that do not; the generator picks where any of several would do. */
export function brokenValues(schema: Json, sound: unknown, random: Random): readonly BrokenValue[] {
  return [...mistyped(schema, random), ...unlike(schema, sound, random), ...beyondBounds(schema, sound)];
}

/** The same for what is always text, as parameters are; a type is broken by a text that stands for no value of it. */
export function brokenTexts(schema: Json, sound: string, random: Random): readonly BrokenValue[] {
  const isNumber = schema['type'] === 'integer' || schema['type'] === 'number';
  const value = isNumber ? Number(sound) : sound;
  const values = [...unlike(schema, value, random), ...beyondBounds(schema, value)];
  const wrong = pick(UNREADABLE[String(schema['type'])] ?? [], random);
  const unreadable: readonly BrokenValue[] =
    wrong === undefined
      ? []
      : [
          {
            kind: 'type',
            keyword: 'type',
            value: wrong,
            what: `is no ${String(schema['type'])}: "${wrong}"`,
          },
        ];
  return [...unreadable, ...values.map((each) => ({ ...each, value: String(each.value) }))];
}

/** No hexadecimal digits and no exponents: common readers of numbers take them. */
const UNREADABLE: Readonly<Record<string, readonly string[]>> = {
  integer: ['x', '1.5', '2-', 'twenty'],
  number: ['x', '1,5', 'twenty'],
  boolean: ['yes', 'maybe', '2'],
};

const WRONG: readonly (readonly [type: string, value: unknown])[] = [
  ['string', 'text'],
  ['number', 0.5],
  ['boolean', true],
  ['array', []],
  ['object', {}],
];

/** A null, and one value of another type. */
function mistyped({ type }: Json, random: Random): readonly BrokenValue[] {
  if (type === undefined) return [];
  const types = [type].flat().map(String);
  const other = pick(
    WRONG.filter(([name]) => !types.includes(name)),
    random,
  );
  const wrong = [...(types.includes('null') ? [] : [['null', null] as const]), ...(other ? [other] : [])];
  return wrong.map(([name, value]) => ({
    kind: 'type',
    keyword: 'type',
    value,
    what: `is ${name === 'null' ? 'null' : `of the type ${name}`}, not ${types.join(' or ')}`,
  }));
}

/** Texts that are nearly right. No blanks: headers lose theirs on the way. */
function unlike(
  { pattern, enum: list, const: constant }: Json,
  sound: unknown,
  random: Random,
): readonly BrokenValue[] {
  const text = String(sound);
  const near = [`${text}!`, text.slice(0, -1), `${text}${text}!`, `-${text}`, text.toUpperCase(), 'x-1'];
  const found: BrokenValue[] = [];
  const add = (
    kind: 'pattern' | 'enum',
    isRight: (each: string) => boolean,
    [keyword, is]: readonly [string, string],
  ) => {
    const value = pick(
      near.filter((each) => each !== '' && !isRight(each)),
      random,
    );
    if (value !== undefined) found.push({ kind, keyword, value, what: `${is}: "${value}"` });
  };
  if (typeof pattern === 'string')
    add('pattern', (each) => new RegExp(pattern).test(each), ['pattern', `does not match ${pattern}`]);
  if (Array.isArray(list))
    add('enum', (each) => list.includes(each), ['enum', `is none of ${list.join(', ')}`]);
  if (constant !== undefined)
    add('enum', (each) => each === constant, ['const', `is not ${JSON.stringify(constant)}`]);
  return found;
}

/** How each bound is crossed by one; undefined where the value, or the bound, leaves no way. */
const CROSSED: Readonly<Record<string, (bound: number, sound: unknown) => unknown>> = {
  minimum: (bound) => bound - 1,
  maximum: (bound) => bound + 1,
  exclusiveMinimum: (bound) => bound,
  exclusiveMaximum: (bound) => bound,
  minLength: (bound, sound) => (bound > 0 ? String(sound).slice(0, bound - 1) : undefined),
  maxLength: (bound, sound) =>
    String(sound)
      .padEnd(bound + 1, 'x')
      .slice(0, bound + 1),
  minItems: (bound, sound) => (bound > 0 && Array.isArray(sound) ? sound.slice(0, bound - 1) : undefined),
  maxItems: (bound, sound) =>
    Array.isArray(sound) && sound.length > 0
      ? Array.from({ length: bound + 1 }, (_, at) => sound[at % sound.length] as unknown)
      : undefined,
  minProperties: (bound, sound) =>
    bound > 0 && isMembers(sound) ? Object.fromEntries(Object.entries(sound).slice(0, bound - 1)) : undefined,
};

function beyondBounds(schema: Json, sound: unknown): readonly BrokenValue[] {
  const crossed = Object.entries(CROSSED).flatMap(([keyword, cross]): readonly BrokenValue[] => {
    const bound = schema[keyword];
    const value = typeof bound === 'number' ? cross(bound, sound) : undefined;
    if (value === undefined) return [];
    return [{ kind: 'bound', keyword, value, what: `crosses its ${keyword} of ${String(bound)}` }];
  });
  return [...crossed, ...repeatedItem(schema, sound), ...misformatted(schema)];
}

function repeatedItem({ uniqueItems }: Json, sound: unknown): readonly BrokenValue[] {
  if (uniqueItems !== true || !Array.isArray(sound) || sound.length === 0) return [];
  const value: unknown = [...(sound as unknown[]), sound[0]];
  return [{ kind: 'bound', keyword: 'uniqueItems', value, what: 'holds an item twice' }];
}

/** No format that there is takes it. */
function misformatted({ format }: Json): readonly BrokenValue[] {
  if (typeof format !== 'string') return [];
  return [{ kind: 'bound', keyword: 'format', value: '%', what: `is no ${format}` }];
}
