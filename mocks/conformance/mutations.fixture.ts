import type { Random } from '../random.ts';
import { bodyOf, headOf, type Composed } from './fuzz-requests.fixture.ts';
import {
  HEADERS,
  HEADER_TEXTS,
  HUGE_NUMBER,
  MEMBERS,
  METHODS,
  TEXTS,
  VALUES,
} from './hostile-values.fixture.ts';

/** What goes over the wire. */
export interface Mutant {
  readonly bytes: Buffer;
  readonly method: string;
  readonly path: string;
  /** Still one request of HTTP, which must be answered; else a closed connection is an answer, too. */
  readonly isFramed: boolean;
}

type Change = (request: Composed, random: Random) => Composed;

/** One or two changes to the request, then perhaps some to its bytes. */
export function mutate(request: Composed, random: Random): Mutant {
  let changed = request;
  for (let left = int(random, 2); left >= 0; left -= 1) changed = pick(random, CHANGES)(changed, random);
  const { bytes, type } = bodyOf(changed);
  const typed =
    type === undefined || changed.headers.some(([name]) => name === 'Content-Type')
      ? changed
      : { ...changed, headers: [...changed.headers, ['Content-Type', type] as const] };
  const body = wireBody(bytes, random);
  const whole = Buffer.concat([headOf(typed, body.length), body]);
  const { method, path } = changed;
  if (random.next() >= 0.15) return { bytes: whole, method, path, isFramed: true };
  return { bytes: damaged(whole, random), method, path, isFramed: false };
}

const CHANGES: readonly Change[] = [
  (request) => request,
  changeBody,
  changeBody,
  changeBody,
  changeBody,
  changeBody,
  changeBody,
  (request, random) => ({ ...request, body: pick(random, VALUES), isForm: false }),
  (request, random) => ({ ...request, method: pick(random, METHODS) }),
  (request, random) => ({ ...request, path: changedPath(request.path, random) }),
  (request, random) => ({ ...request, query: changedList(request.query, random, QUERY_PLAN) }),
  (request, random) => ({ ...request, query: changedList(request.query, random, QUERY_PLAN) }),
  (request, random) => {
    const [host, ...others] = request.headers;
    return { ...request, headers: [host!, ...changedList(others, random, HEADER_PLAN)] };
  },
];

interface ListPlan {
  readonly names: readonly string[];
  readonly texts: readonly string[];
  readonly write: (text: string) => string;
}

const QUERY_PLAN: ListPlan = {
  names: ['limit', 'esDeveloperName', 'conversationId', 'startTimestamp', 'entryTypeFilter', '__proto__', ''],
  texts: TEXTS,
  // Some raw, where HTTP allows it.
  write: (text) => (/^[\x21-\x7e]*$/.test(text) ? text : encodeURIComponent(text)),
};
const HEADER_PLAN: ListPlan = { names: HEADERS, texts: HEADER_TEXTS, write: (text) => text };

type Pairs = readonly (readonly [string, string])[];

/** One pair taken away, doubled, changed or added. */
function changedList(pairs: Pairs, random: Random, { names, texts, write }: ListPlan): Pairs {
  const at = int(random, pairs.length);
  const value = write(pick(random, texts));
  const [name, old] = pairs[at] ?? [];
  if (name === undefined || old === undefined) return [[pick(random, names), value]];
  switch (int(random, 4)) {
    case 0:
      return pairs.toSpliced(at, 1);
    case 1:
      return [...pairs, [name, old]];
    case 2:
      return pairs.with(at, [name, value]);
    default:
      return [...pairs, [pick(random, names), value]];
  }
}

function changedPath(path: string, random: Random): string {
  const segments = path.split('/');
  const at = 1 + int(random, segments.length - 1);
  const text = QUERY_PLAN.write(pick(random, TEXTS));
  return segments.toSpliced(at, int(random, 2), text).join('/');
}

/** One member, at any depth, taken away, or given another value. */
function changeBody(request: Composed, random: Random): Composed {
  if (request.body === undefined) return request;
  if (!request.isForm) return { ...request, body: changedValue(request.body, random) };
  const parts = request.body as Readonly<Record<string, unknown>>;
  const [name, text] = pick(random, Object.entries(parts));
  const isJson = typeof text === 'string' && text.startsWith('{');
  const part = isJson ? JSON.stringify(changedValue(JSON.parse(text), random)) : pick(random, TEXTS);
  return { ...request, body: { ...parts, [name]: part } };
}

function changedValue(value: unknown, random: Random): unknown {
  const isInner = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isInner || random.next() < 0.1) return pick(random, VALUES);
  if (Array.isArray(value)) {
    const at = int(random, value.length);
    return value.with(at, changedValue(value[at], random));
  }
  const members = Object.entries(value);
  const inner = members.findIndex(([, each]) => typeof each === 'object');
  const at = inner !== -1 && random.next() < 0.5 ? inner : int(random, members.length);
  const [name, member] = members[at]!;
  switch (int(random, 6)) {
    case 0:
      return Object.fromEntries(members.toSpliced(at, 1));
    case 1:
    case 2:
      return { ...value, [pick(random, random.next() < 0.5 ? MEMBERS : TEXTS)]: pick(random, VALUES) };
    default:
      return { ...value, [name]: changedValue(member, random) };
  }
}

/** Numbers beyond JSON.stringify, now and then a member twice, a byte order mark, or bytes that are no UTF-8. */
function wireBody(bytes: Buffer, random: Random): Buffer {
  const huge = Buffer.from(bytes.toString('latin1').replaceAll(`"${HUGE_NUMBER}"`, '1e999'), 'latin1');
  switch (int(random, 20)) {
    case 0:
      return Buffer.from(huge.toString('latin1').replace('{"', '{"id":1,"message":null,"'), 'latin1');
    case 1:
      return huge.length === 0 ? huge : Buffer.concat([Buffer.from('\uFEFF'), huge]);
    case 2:
      return huge.length === 0 ? huge : damaged(huge, random);
    default:
      return huge;
  }
}

/** Some bytes changed, taken away, put in or doubled, or the end cut off. */
function damaged(bytes: Buffer, random: Random): Buffer {
  let left = bytes;
  for (let edits = int(random, 4); edits >= 0; edits -= 1) {
    const at = int(random, left.length + 1);
    const until = Math.min(left.length, at + 1 + int(random, 8));
    const [before, piece, after] = [left.subarray(0, at), left.subarray(at, until), left.subarray(until)];
    const foreign = Buffer.from(Array.from({ length: 1 + int(random, 3) }, () => int(random, 256)));
    const middle = [[], [foreign], [piece, piece], [piece, foreign]][int(random, 4)]!;
    left = Buffer.concat([before, ...middle, ...(random.next() < 0.05 ? [] : [after])]);
  }
  return left;
}

function int(random: Random, below: number): number {
  return Math.floor(random.next() * below);
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[int(random, items.length)]!;
}
