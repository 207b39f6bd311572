import type { Json } from './document.ts';
import { MARKS } from '../mark.ts';
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
  const before = byKey(factsOf(older));
  const after = byKey(factsOf(newer));
  const keys = new Set([...before.keys(), ...after.keys()]);
  const changes = [...keys].flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was !== undefined && is !== undefined) return changed(was, is) ?? [];
    if (is !== undefined) return changeOf(undefined, is, effectOfAdded(is, before));
    return was === undefined ? [] : changeOf(was, undefined, effectOfRemoved(was, { before, after }));
  });
  return changes.toSorted((a, b) => EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect));
}

type Facts = ReadonlyMap<string, Fact>;

function byKey(facts: readonly Fact[]): Facts {
  return new Map(facts.map((fact) => [`${fact.kind} ${fact.id}`, fact]));
}

function changeOf(before: Fact | undefined, after: Fact | undefined, effect: Effect): readonly Change[] {
  const fact = after ?? before;
  if (fact === undefined) return [];
  const { kind, id, sides } = fact;
  return [
    {
      effect,
      kind,
      id,
      sides,
      ...(before !== undefined && { before: wordsOf(before) }),
      ...(after !== undefined && { after: wordsOf(after) }),
    },
  ];
}

/** Where it is known from is no change of what is said. */
function wordsOf({ kind, says, mark }: Fact): string {
  // What is asserted of a member has marks of its own.
  return kind === 'member' ? says : `${says} (${mark})`;
}

function changed(before: Fact, after: Fact): readonly Change[] | undefined {
  if (wordsOf(before) === wordsOf(after)) return undefined;
  const effects = [
    ...(before.says === after.says ? [] : effectsOfWords(before, after)),
    ...(before.mark === after.mark ? [] : [effectOfMark(before, after)]),
  ];
  return changeOf(before, after, EFFECTS.find((effect) => effects.includes(effect)) ?? 'compatible');
}

/** A graver mark makes more of the same breach. */
function effectOfMark(before: Fact, after: Fact): Effect {
  return MARKS.indexOf(after.mark) < MARKS.indexOf(before.mark) ? 'stricter' : 'compatible';
}

function effectsOfWords(before: Fact, after: Fact): readonly Effect[] {
  if (before.kind === 'status') return ['compatible'];
  if (before.kind === 'parameter') return [after.says.startsWith('required') ? 'breaking' : 'compatible'];
  if (before.kind !== 'assertion') return ['breaking'];
  const direction = directionOf(before, after);
  return after.sides.map((side) => {
    if (direction === undefined) return 'breaking';
    if (side === 'request') return direction === 'wider' ? 'compatible' : 'breaking';
    // Those who read get values that they never got.
    return direction === 'wider' ? 'breaking' : 'stricter';
  });
}

/** Whether more values are right than before, or fewer; undefined when neither can be told. */
function directionOf(before: Fact, after: Fact): 'wider' | 'narrower' | undefined {
  const [was, is] = [before.argument, after.argument];
  if (typeof was === 'number' && typeof is === 'number') return is > was ? 'wider' : 'narrower';
  if (/#(?:type|enum)$/.test(before.id)) {
    const [old, young] = [valuesOf(was), valuesOf(is)];
    if (old.every((value) => young.includes(value))) return 'wider';
    if (young.every((value) => old.includes(value))) return 'narrower';
  }
  return undefined;
}

/** Every integer is a number. */
function valuesOf(argument: unknown): readonly unknown[] {
  const values = [argument].flat();
  return values.includes('number') ? [...values, 'integer'] : values;
}

function effectOfAdded({ kind, id, sides, says }: Fact, before: Facts): Effect {
  if (kind === 'parameter') return says.startsWith('required') ? 'breaking' : 'compatible';
  if (kind === 'shape') return sides.includes('request') ? 'compatible' : 'stricter';
  if (kind !== 'assertion') return 'compatible';
  // Promised by those who answer, it binds only them.
  if (!sides.includes('request')) return 'stricter';
  const [place = '', keyword = ''] = id.split('#');
  const isOfNew =
    !before.has(`member ${place}`) &&
    !before.has(`parameter ${place}`) &&
    !before.has(`assertion ${place}#type`);
  // What is said of a new member that may be left out refuses nothing that was accepted.
  return isOfNew && keyword !== 'presence' && keyword !== 'members' ? 'compatible' : 'breaking';
}

function effectOfRemoved(
  { kind, id, sides }: Fact,
  { before, after }: { readonly before: Facts; readonly after: Facts },
): Effect {
  const isSent = sides.some((side) => side !== 'request');
  if (kind === 'member') {
    const parent = `${id.slice(0, id.lastIndexOf('/'))}#members`;
    const isClosed = before.has(`assertion ${parent}`) && after.has(`assertion ${parent}`);
    return isSent || isClosed ? 'breaking' : 'compatible';
  }
  if (kind !== 'assertion') return 'breaking';
  // What a client could rely on is gone; what a client had to do is not.
  return isSent ? 'breaking' : 'compatible';
}
