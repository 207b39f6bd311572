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
  /** What was there, shortened, secrets masked. */
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
  return breaches.map(({ pointer, expected, mark, sources, sensitive }) => ({
    rule,
    mark,
    sources: sources === '' ? [] : sources.split(' '),
    place: wellFormed(`${place}#${outer}${pointer}`),
    expected,
    received: shown(valueAt(value, pointer), { sensitive: sensitive === true }),
  }));
}

const SHOWN_LENGTH = 120;
const SHOWN_MEMBERS = 6;
const TOKEN = /eyJ[\w-]{4,}[\w.-]*/g;

/**
 * A value in a few words, whatever its size: of objects the names of the first members, of lists the length, of texts
 * the beginning; what looks like a token is masked, what is sensitive shows its kind and length only.
 */
export function shown(value: unknown, { sensitive = false, length = SHOWN_LENGTH } = {}): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string')
    return sensitive ? `a text of ${value.length} characters` : shownText(value, length);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return shownMembers(value);
  return sensitive && typeof value === 'number' ? 'a number' : `${value as number | boolean | null}`;
}

function shownText(text: string, length: number): string {
  // A token may be cut in the middle, but never in front: what is left of it still looks like one.
  const masked = JSON.stringify(wellFormed(text.slice(0, length))).replace(TOKEN, '<token>');
  return text.length > length ? `${masked.slice(0, -1)}…" (${text.length} characters)` : masked;
}

function shownMembers(value: object): string {
  const names: string[] = [];
  let more = false;
  for (const name in value) {
    more = names.length === SHOWN_MEMBERS;
    if (more) break;
    names.push(name.length > 40 ? `${name.slice(0, 40)}…` : name);
  }
  const list = wellFormed(names.join(', ')).replace(TOKEN, '<token>');
  return names.length === 0 ? '{}' : `an object with ${list}${more ? ', …' : ''}`;
}

/** The value at a JSON pointer; undefined when there is none. A name that was cut for showing is not found either. */
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
