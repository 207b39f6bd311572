import { failed, type Outcome } from './attempt.ts';
import type { Row } from './bench.ts';

/** One number of a round. */
export interface Aspect<T> {
  readonly name: string;
  readonly unit: string;
  readonly of: (round: T) => number;
}

/** A row for each aspect; one that says why when a round is missing, since a median of fewer would look like the others. */
export function roundRows<T>(
  label: string,
  rounds: readonly Outcome<T>[],
  aspects: readonly Aspect<T>[],
): readonly Row[] {
  const failure = rounds.find(failed);
  if (failure !== undefined) return [{ label, notMeasured: failure.reason }];
  const measured = rounds as readonly T[];
  return aspects.map(({ name, unit, of }) => ({
    label: `${label}, ${name}`,
    values: measured.map(of),
    unit,
  }));
}

/** Ours divided by theirs, within each round. */
export function ratioRow<T>(
  label: string,
  { ours, theirs }: { readonly ours: readonly Outcome<T>[]; readonly theirs: readonly Outcome<T>[] },
  of: (round: T) => number,
): Row {
  if ([...ours, ...theirs].some(failed)) return { label, notMeasured: 'a round that it needs is missing' };
  const [mine, other] = [ours, theirs].map((rounds) => (rounds as readonly T[]).map(of));
  return { label, values: mine?.map((value, round) => value / (other?.[round] ?? NaN)) ?? [], unit: '×' };
}
