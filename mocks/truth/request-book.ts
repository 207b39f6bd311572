import type { Clock } from '../clock.ts';
import { createLatencies, type Latencies, type LatencySummary } from './latencies.ts';
import type { Ledger } from './ledger.ts';
import { count, type Totals } from './totals.ts';

/** What became of requests so far. */
export interface RequestSummary {
  /** By operation, of those with a status. */
  readonly latencies: Readonly<Record<string, LatencySummary>>;
  /** By operation: begun, and neither answered nor given up. */
  readonly underWay: Readonly<Record<string, number>>;
}

/** The book of requests. */
export interface RequestBook {
  readonly begin: Ledger['begin'];
  /** Since the last call. */
  readonly turn: () => RequestSummary;
  /** Since the start. */
  readonly whole: () => RequestSummary;
}

/** Creates a book that counts into the totals of the moment. */
export function createRequestBook(clock: Clock, current: () => Totals): RequestBook {
  const whole = new Map<string, Latencies>();
  let interval = new Map<string, Latencies>();
  const underWay: Record<string, number> = {};
  const summary = (latencies: ReadonlyMap<string, Latencies>): RequestSummary => ({
    latencies: Object.fromEntries([...latencies].map(([operation, each]) => [operation, each.summary()])),
    underWay: Object.fromEntries(Object.entries(underWay).filter(([, open]) => open > 0)),
  });
  return {
    begin: (operation) => {
      const begunAt = clock.precise();
      underWay[operation] = (underWay[operation] ?? 0) + 1;
      return (end) => {
        underWay[operation] = (underWay[operation] ?? 0) - 1;
        count((current().requests[operation] ??= {}), String(end));
        // What was never answered took no time.
        if (typeof end !== 'number') return;
        const ms = clock.precise() - begunAt;
        for (const book of [whole, interval]) latenciesOf(book, operation).record(ms);
      };
    },
    turn: () => {
      const turned = summary(interval);
      interval = new Map();
      return turned;
    },
    whole: () => summary(whole),
  };
}

function latenciesOf(book: Map<string, Latencies>, operation: string): Latencies {
  const known = book.get(operation) ?? createLatencies();
  book.set(operation, known);
  return known;
}
