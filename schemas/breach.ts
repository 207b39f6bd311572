import type { Mark } from './mark.ts';

/** What a validator found: one broken assertion of the description. */
export interface Breach {
  /** The row of docs/assertions.md, `TextContent/text#type` for example. */
  readonly assertion: string;
  /** JSON pointer to the place, the missing or unexpected member itself included. */
  readonly pointer: string;
  /** In words. */
  readonly expected: string;
  readonly mark: Mark;
  /** Ids of docs/sources.md, with spaces between. */
  readonly sources: string;
  /** The value may be shown: the description says what it looks like, so that it is no text of anybody's. */
  readonly showable?: true;
}

/** What one value broke; null when it broke nothing. */
export type Breaches = Breach[] | null;

/**
 * Judges a value by one component schema; finds every breach, so that one of a mild mark hides none of a grave one.
 * Linear in the size of the value, whatever it is.
 *
 * @param pointer where the value itself stands, empty for the whole
 */
export type Validator = (data: unknown, pointer: string) => Breaches;

/** Beyond so many findings, only what is unlike all of them: a million wrong items are one. */
const KEPT = 100;

/** Adds a finding to a list, in place, unless there are many and one of them is alike. */
export function keep<T>(list: T[], one: T, isAlike: (other: T) => boolean): void {
  if (list.length < KEPT || !list.some(isAlike)) list.push(one);
}

/** The list with one more breach; what the generated validators call. */
export function found(list: Breaches, breach: Breach): Breach[] {
  if (list === null) return [breach];
  keep(list, breach, ({ assertion }) => assertion === breach.assertion);
  return list;
}

/** The breaches of a value and of a part of it. */
export function merged(list: Breaches, more: Breaches): Breaches {
  if (list === null || more === null) return list ?? more;
  return more.reduce<Breach[]>(found, list);
}

/** A member's name as a segment of a JSON pointer (RFC 6901). */
export function segment(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}
