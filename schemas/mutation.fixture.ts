import { isMembers } from './json.ts';
import { changed, pointersOf } from './change.ts';

/** A generator of numbers from 0 up to, not including, 1. */
export type Dice = () => number;

/** mulberry32, by Tommy Ettinger: small, and good enough to pick places. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Texts of JSON that no honest server sends, or that engines may read in different ways. */
const RAW = [
  // Numbers.
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e400',
  '-1e400',
  '9007199254740993',
  '1e21',
  '0.1e-6',
  // Texts, with halves of characters among them.
  '""',
  '"x"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\ud83d\\ude00"',
  '"é\u2028"',
  '"00D"',
  // Members that every object inherits, that need escaping, that come twice.
  '[]',
  '[null]',
  '[[[[]]]]',
  '{}',
  '{"__proto__":{"message":"x"}}',
  '{"constructor":{"prototype":1}}',
  '{"toString":1}',
  '{"a/b~c":1}',
  '{"":0}',
  '{"a":1,"a":2}',
  '["eyJhbGciOiJub25lIn0.e30.c2ln"]',
  // Deep and long.
  `${'['.repeat(500)}${']'.repeat(500)}`,
  `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`,
  JSON.stringify('long '.repeat(400)),
  `${'9'.repeat(250)}e99`,
  `${'9'.repeat(299)}.5e90`,
  '{"\\ud800":1,"\\udc00":2}',
  '"\\\\ud800\\ud83d\\ude00\\ud83d"',
  JSON.stringify(Array.from({ length: 300 }, () => 7)),
] as const;
const MEMBERS = [
  '__proto__',
  'constructor',
  'toString',
  'entryType',
  'id',
  'formatType',
  'message',
  'a/b',
  'ü',
];
const HOLE = '@hole@';

/** The text of a value with up to three places changed; now and then the text itself is broken as well. */
export function mutated(
  value: unknown,
  dice: Dice,
  write: (value: unknown) => string = JSON.stringify,
): string {
  const holes: string[] = [];
  let copy = value;
  for (let change = 1 + Math.floor(dice() * 3); change > 0; change -= 1)
    copy = changedOnce(copy, dice, holes);
  // A hole may stand in a text within the text, where quotes are escaped.
  const text = write(copy).replace(/(\\?)"@hole@(\d+)\1"/g, (_, escape: string, number: string) =>
    escape === '' ? (holes[Number(number)] ?? '') : JSON.stringify(holes[Number(number)]).slice(1, -1),
  );
  return dice() < 0.9 ? text : text.slice(0, Math.floor(dice() * text.length));
}

function changedOnce(value: unknown, dice: Dice, holes: string[]): unknown {
  const pointers = pointersOf(value);
  const pointer = pick(pointers, dice);
  const kind = dice();
  if (kind < 0.25 && pointer !== '') return changed(value, pointer, undefined);
  if (kind < 0.35) return changed(value, pointer, valueAt(value, pick(pointers, dice)));
  if (kind < 0.5 && isMembers(valueAt(value, pointer)))
    return changed(value, pointer, withMember(valueAt(value, pointer) as object, { dice, holes }));
  return changed(value, pointer, hole(dice, holes));
}

function withMember(
  object: object,
  { dice, holes }: { readonly dice: Dice; readonly holes: string[] },
): unknown {
  // `fromEntries` makes a member of `__proto__`, an assignment would not.
  return Object.fromEntries([...Object.entries(object), [pick(MEMBERS, dice), hole(dice, holes)]]);
}

/** Stands for a raw text, which no value might survive. */
function hole(dice: Dice, holes: string[]): string {
  return `${HOLE}${holes.push(pick(RAW, dice)) - 1}`;
}

function pick<T>(list: readonly T[], dice: Dice): T {
  return list[Math.floor(dice() * list.length)] as T;
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, member) => Object.entries(inner as object).find(([name]) => name === member)?.[1],
      value,
    );
}
