import type { Breach } from './breach.ts';
import { wellFormed } from './json.ts';
import type { Provenance } from './mark.ts';
import { RULES, type RuleId } from './rules.ts';

/** One breach of the contract. */
export interface Violation extends Provenance {
  /** Stable rule id, kebab-case. */
  readonly rule: RuleId;
  /** Where: an operation or event, and a JSON pointer into the value. */
  readonly place: string;
  readonly expected: string;
  /** What was there: its kind, or itself where it is nobody's text. */
  readonly received: string;
}

/** What a violation says besides its rule. */
export interface Finding extends Partial<Provenance> {
  readonly place: string;
  readonly expected: string;
  readonly received: string;
}

/** A violation of a rule; mark and sources are the rule's own where the finding has none. */
export function violationOf(rule: RuleId, finding: Finding): Violation {
  const { mark, sources } = RULES[rule];
  return { rule, mark, sources, ...finding };
}

/** What a validator found in a value, in words. `place` stands before the JSON pointers. */
export function violationsOf(
  rule: RuleId,
  {
    value,
    place,
    breaches,
    pointer: outer = '',
  }: {
    readonly value: unknown;
    readonly place: string;
    readonly breaches: readonly Breach[];
    /** Where the value itself stands; empty for the whole. */
    readonly pointer?: string;
  },
): readonly Violation[] {
  return breaches.map(({ pointer, expected, mark, sources, showable }) => {
    const received = valueAt(value, pointer);
    return {
      rule,
      mark,
      sources: sources === '' ? [] : sources.split(' '),
      place: `${place}#${outer}${shownPointer(pointer)}`,
      expected,
      received: showable === true ? shown(received) : kindOf(received),
    };
  });
}

const SHOWN_LENGTH = 120;
const SEGMENT_LENGTH = 60;
const TOKEN = /eyJ[\w-]{4,}[\w.-]*/g;

/**
 * What a value is, and nothing of what it says: it may be a message, a name or a token, wherever it stands. Of these only
 * the length is told.
 */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return `an object of ${Object.keys(value).length} members`;
  return `a ${typeof value}`;
}

/** A value that is known to be nobody's text, an identifier for example: cut, and what looks like a token masked. */
export function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return kindOf(value);
  // A token may be cut in the middle, but never in front: what is left of it still looks like one.
  const masked = JSON.stringify(wellFormed(value.slice(0, SHOWN_LENGTH))).replace(TOKEN, '<token>');
  if (value.length <= SHOWN_LENGTH) return masked;
  return `${masked.slice(0, -1)}…" (${value.length} characters)`;
}

/** A text that is no JSON: a web page shows its first tag, anything else its length. */
export function shownText(text: string): string {
  const [tag] = /^\s*<[!\w]{1,12}/.exec(text) ?? [];
  return tag === undefined ? kindOf(text) : `${tag.trim()}… (${text.length} characters)`;
}

/** A pointer as it may be shown: names of members are the sender's. */
function shownPointer(pointer: string): string {
  const cut = (name: string) => (name.length > SEGMENT_LENGTH ? `${name.slice(0, SEGMENT_LENGTH)}…` : name);
  return wellFormed(pointer.split('/').map(cut).join('/')).replace(TOKEN, '<token>');
}

/** The value at a JSON pointer; undefined when there is none. */
function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce<unknown>(
      (inner, member) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, member)
          ? (inner as Readonly<Record<string, unknown>>)[member]
          : undefined,
      value,
    );
}
