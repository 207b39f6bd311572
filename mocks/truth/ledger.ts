import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../clock.ts';
import type { FaultId } from '../faults/catalogue.ts';
import type { FaultHit } from '../faults/faults.ts';
import { addTo, count, emptyTotals, type Totals } from './totals.ts';
import type { TruthWriter } from './writer.ts';

const INTERVAL_MS = 1000;
const NS_PER_MS = 1e6;
/** How often the delay is sampled, in ms. */
const SAMPLING = { resolution: 10 };

/** Counts what the stand-in really does, and writes it down. Nothing of a token goes in. */
export interface Ledger {
  readonly request: (operation: string, status: number | 'silent') => void;
  readonly event: (name: string) => void;
  readonly delivery: () => void;
  readonly streamOpened: () => void;
  readonly streamClosed: () => void;
  readonly fault: (fault: FaultId, hit: FaultHit) => void;
  readonly undocumented: (operation: string, findings: readonly string[]) => void;
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
}

/** Creates a ledger and writes its `start` line; an `interval` line follows every second. */
export function createLedger({ clock, writer, start }: LedgerParts): Ledger {
  const sum = emptyTotals();
  let current = emptyTotals();
  const delays = { interval: monitorEventLoopDelay(SAMPLING), whole: monitorEventLoopDelay(SAMPLING) };
  delays.interval.enable();
  delays.whole.enable();
  writer.write({ kind: 'start', at: clock.now(), ...start });
  const turn = (): void => {
    addTo(sum, current);
    const streamsOpen = sum.streamsOpened - sum.streamsClosed;
    writer.write({ kind: 'interval', at: clock.now(), ...current, streamsOpen, ...health(delays.interval) });
    current = emptyTotals();
    delays.interval.reset();
  };
  let cancel = (): void => undefined;
  const tick = (): void => {
    turn();
    cancel = clock.after(INTERVAL_MS, tick);
  };
  cancel = clock.after(INTERVAL_MS, tick);
  return {
    ...counters(() => current),
    fault: (fault, hit) => {
      count(current.faults, fault);
      writer.write({ kind: 'fault', at: clock.now(), fault, ...hit });
    },
    undocumented: (operation, findings) => {
      current.undocumented += 1;
      writer.write({ kind: 'undocumented', at: clock.now(), operation, findings });
    },
    totals: () => {
      const all = emptyTotals();
      addTo(all, sum);
      addTo(all, current);
      return all;
    },
    close: async () => {
      cancel();
      turn();
      writer.write({ kind: 'end', at: clock.now(), ...sum, ...health(delays.whole) });
      delays.interval.disable();
      delays.whole.disable();
      await writer.close();
    },
  };
}

type Counters = Pick<Ledger, 'request' | 'event' | 'delivery' | 'streamOpened' | 'streamClosed'>;

function counters(current: () => Totals): Counters {
  return {
    request: (operation, status) => count((current().requests[operation] ??= {}), String(status)),
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

/** How late the event loop was, in ms, and the memory in use, in bytes. */
function health(delay: ReturnType<typeof monitorEventLoopDelay>): Readonly<Record<string, unknown>> {
  return {
    eventLoopDelayMs: { p99: late(delay.percentile(99)), max: late(delay.max) },
    rssBytes: process.memoryUsage.rss(),
  };
}

/** Node's histogram holds the time between two samples: what exceeds the sampling interval is lateness. */
function late(ns: number): number {
  return Math.max(0, Math.round((ns / NS_PER_MS - SAMPLING.resolution) * 100) / 100);
}
