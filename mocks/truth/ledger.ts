import { every, type Clock } from '../clock.ts';
import type { FaultId } from '../faults/catalogue.ts';
import type { FaultHit } from '../faults/faults.ts';
import { monitorHealth } from './health.ts';
import { createRequestBook } from './request-book.ts';
import { addTo, count, emptyTotals, type Totals } from './totals.ts';
import type { TruthWriter } from './writer.ts';

const INTERVAL_MS = 1000;

/** How a request ended: its status, or why there was none. `left`: the client did, before it was answered; `failed`: a defect of ours. */
export type RequestEnd = number | 'silent' | 'reset' | 'half' | 'left' | 'failed';

/** Counts what the stand-in really does, and writes it down. Nothing of a token goes in. */
export interface Ledger {
  /** A request has come; the result is told once, when it has ended. */
  readonly begin: (operation: string) => (end: RequestEnd) => void;
  readonly event: (name: string) => void;
  readonly delivery: () => void;
  readonly streamOpened: () => void;
  readonly streamClosed: () => void;
  readonly fault: (fault: FaultId, hit: FaultHit) => void;
  readonly undocumented: (operation: string, findings: readonly string[]) => void;
  /** Something else that is to be known: `kind` and what there is to say. */
  readonly remark: (kind: string, what: Readonly<Record<string, unknown>>) => void;
  /** All of it so far. */
  readonly totals: () => Totals;
  /** Writes the last interval and the end, and flushes. */
  readonly close: () => Promise<void>;
}

/** What is said of a run before anything happens. */
export interface LedgerParts {
  readonly clock: Clock;
  readonly writer: TruthWriter;
  /** Goes into the `start` line: seed, options, versions. */
  readonly start: Readonly<Record<string, unknown>>;
  /** What else goes into the lines of intervals and of the end, asked for when they are written. */
  readonly more?: (kind: 'interval' | 'end') => Readonly<Record<string, unknown>>;
}

/** Creates a ledger and writes its `start` line; an `interval` line follows every second. */
export function createLedger({ clock, writer, start, more = () => ({}) }: LedgerParts): Ledger {
  const sum = emptyTotals();
  let current = emptyTotals();
  const requests = createRequestBook(clock, () => current);
  const health = monitorHealth();
  const write = (kind: string, what: Readonly<Record<string, unknown>>): void =>
    writer.write({ kind, at: clock.now(), ...what });
  write('start', start);
  const turn = (): void => {
    addTo(sum, current);
    const streamsOpen = sum.streamsOpened - sum.streamsClosed;
    write('interval', {
      ...current,
      streamsOpen,
      ...requests.turn(),
      ...health.interval(),
      ...more('interval'),
    });
    current = emptyTotals();
  };
  const cancel = every(clock, INTERVAL_MS, turn);
  return {
    ...counters(() => current),
    begin: requests.begin,
    fault: (fault, hit) => {
      count(current.faults, fault);
      write('fault', { fault, ...hit });
    },
    undocumented: (operation, findings) => {
      current.undocumented += 1;
      write('undocumented', { operation, findings });
    },
    remark: write,
    totals: () => {
      const all = emptyTotals();
      addTo(all, sum);
      addTo(all, current);
      return all;
    },
    close: async () => {
      cancel();
      turn();
      write('end', { ...sum, ...requests.whole(), ...health.whole(), ...more('end') });
      health.stop();
      await writer.close();
    },
  };
}

type Counters = Pick<Ledger, 'event' | 'delivery' | 'streamOpened' | 'streamClosed'>;

function counters(current: () => Totals): Counters {
  return {
    event: (name) => count(current().events, name),
    delivery: () => {
      current().deliveries += 1;
    },
    streamOpened: () => {
      current().streamsOpened += 1;
    },
    streamClosed: () => {
      current().streamsClosed += 1;
    },
  };
}
