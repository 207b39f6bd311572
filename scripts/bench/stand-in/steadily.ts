import { setTimeout as wait } from 'node:timers/promises';

/** How often, for how long. */
export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const BEAT_MS = 10;

/**
 * Begins something at a steady rate, whether or not what was begun before is done, and waits for all of it.
 *
 * @returns how many were begun
 * @throws what the first of them that failed has thrown; none is begun after it
 */
export async function steadily(
  { perSecond, seconds, signal }: Pace,
  begin: (index: number) => Promise<unknown>,
): Promise<number> {
  const total = Math.round(perSecond * seconds);
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const started = performance.now();
  for (let begun = 0; begun < total && failures.length === 0;) {
    const due = Math.min(total, Math.ceil(((performance.now() - started) / 1000) * perSecond));
    for (; begun < due; begun += 1) {
      const one: Promise<void> = begin(begun)
        .then(
          () => undefined,
          (error: unknown) => void failures.push(error),
        )
        .finally(() => underWay.delete(one));
      underWay.add(one);
    }
    await wait(BEAT_MS, undefined, { signal });
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return total;
}
