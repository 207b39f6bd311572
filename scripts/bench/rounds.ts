import { attempt, type Outcome } from './attempt.ts';
import type { Bench } from './bench.ts';

/** Those that are compared, and what is measured of each. */
interface Contest<Name extends string, T> {
  /** For the progress. */
  readonly part: string;
  readonly names: readonly Name[];
  readonly measure: (name: Name) => Promise<T>;
}

/** Measures all in their turn, round after round: what slows the machine down for a while then slows all of them. */
export async function measureRounds<Name extends string, T>(
  bench: Bench,
  { part, names, measure }: Contest<Name, T>,
): Promise<Readonly<Record<Name, readonly Outcome<T>[]>>> {
  const outcomes = names.map((name) => [name, [] as Outcome<T>[]] as const);
  for (let round = 1; round <= bench.rounds; round += 1) {
    for (const [name, done] of outcomes) {
      const what = `${part}: round ${round} of ${bench.rounds}, ${name}`;
      done.push(await attempt(bench, { what, measure: () => measure(name) }));
    }
  }
  return Object.fromEntries(outcomes) as Record<Name, Outcome<T>[]>;
}
