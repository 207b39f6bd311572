import type { Json } from './document.ts';
import { factsOf, type Fact } from './facts.ts';

/** What a change does to those who relied on the older version. */
export type Effect =
  /** What was right for them is so no longer. */
  | 'breaking'
  /** More is asserted of a server, or it weighs more: one that passed may fail. */
  | 'stricter'
  /** Nothing that was right becomes wrong. */
  | 'compatible';

/** One difference between two versions of the description. */
export interface Change {
  readonly effect: Effect;
  readonly kind: Fact['kind'];
  readonly id: string;
  readonly sides: Fact['sides'];
  /** Absent when it was added. */
  readonly before?: string;
  /** Absent when it was removed. */
  readonly after?: string;
}

const EFFECTS: readonly Effect[] = ['breaking', 'stricter', 'compatible'];

/** Everything that differs, the gravest first. */
export function changesBetween(older: Json, newer: Json): readonly Change[] {
  const before = byId(factsOf(older));
  const after = byId(factsOf(newer));
  const keys = new Set([...before.keys(), ...after.keys()]);
  const changes = [...keys].flatMap((key) => changeOf(before.get(key), after.get(key)) ?? []);
  return changes.toSorted((a, b) => EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect));
}

function byId(facts: readonly Fact[]): ReadonlyMap<string, Fact> {
  return new Map(facts.map((fact) => [`${fact.kind} ${fact.id}`, fact]));
}

function changeOf(before: Fact | undefined, after: Fact | undefined): Change | undefined {
  const fact = after ?? before;
  if (
    fact === undefined ||
    (before !== undefined && after !== undefined && wordsOf(before) === wordsOf(after))
  )
    return undefined;
  return {
    effect: effectOf(before, after),
    kind: fact.kind,
    id: fact.id,
    sides: fact.sides,
    ...(before !== undefined && { before: wordsOf(before) }),
    ...(after !== undefined && { after: wordsOf(after) }),
  };
}

/** Where it is known from is no change of what is said. */
function wordsOf({ says, mark }: Fact): string {
  return `${says} (${mark})`;
}

function effectOf(before: Fact | undefined, after: Fact | undefined): Effect {
  if (before === undefined) return after === undefined ? 'compatible' : effectOfAdded(after);
  if (after === undefined) return effectOfRemoved(before);
  if (before.kind === 'status') return before.mark === after.mark ? 'compatible' : 'stricter';
  if (before.says !== after.says) return 'breaking';
  return after.mark === 'D' ? 'stricter' : 'compatible';
}

function effectOfAdded({ kind, sides, says }: Fact): Effect {
  if (kind === 'parameter') return says.startsWith('required') ? 'breaking' : 'compatible';
  if (kind !== 'assertion') return 'compatible';
  // Asked of those who ask, it refuses what was accepted; promised by those who answer, it only binds them.
  return sides.includes('request') ? 'breaking' : 'stricter';
}

function effectOfRemoved({ kind, sides }: Fact): Effect {
  if (kind !== 'assertion') return 'breaking';
  // What a client could rely on is gone; what a client had to do is not.
  return sides.some((side) => side !== 'request') ? 'breaking' : 'compatible';
}
