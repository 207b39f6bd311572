import { say } from '../progress.ts';
import { createTail } from './tail.ts';

const PROGRESS_MS = 10_000;

/** What was booked so far. */
export interface LoadTotals {
  readonly begun: number;
  readonly answered: number;
  readonly failed: number;
  readonly violations: number;
}

/** Progress of a run, said every ten seconds. */
export interface LoadProgress {
  /** Says no more, and returns what the engine has written until now. */
  stop(): LoadTotals;
}

/** @param metrics path of the engine's metric files, without their endings */
export function reportProgress(metrics: string): LoadProgress {
  const tail = createTail(`${metrics}.ndjson`);
  const totals = { begun: 0, answered: 0, failed: 0, violations: 0 };
  let streams = 0;
  const read = () => {
    for (const line of tail.newLines()) streams = addLine(line, totals) ?? streams;
  };
  const started = performance.now();
  const timer = setInterval(() => {
    read();
    const seconds = Math.round((performance.now() - started) / 1000);
    say(
      `  … ${seconds} s: ${totals.begun} operations begun, ${totals.answered} answered, ${totals.failed} failed, ` +
        `${streams} streams open, ${totals.violations} violations`,
    );
  }, PROGRESS_MS);
  const stop = () => {
    clearInterval(timer);
    read();
    return totals;
  };
  return { stop };
}

interface IntervalLine {
  readonly counters?: Readonly<Record<string, number>>;
  readonly gauges?: Readonly<Record<string, { readonly last: number }>>;
}

/** Adds one line of the engine's interval log; returns the streams that were open, if it says so. */
function addLine(
  text: string,
  totals: Record<'begun' | 'answered' | 'failed' | 'violations', number>,
): number | undefined {
  const line = parsed(text);
  for (const [name, value] of Object.entries(line.counters ?? {})) {
    if (name.startsWith('scrt_violations')) totals.violations += value;
    const outcome = name.startsWith('scrt_operations{')
      ? /outcome=(begun|answered|failed)/.exec(name)?.[1]
      : undefined;
    if (outcome === 'begun' || outcome === 'answered' || outcome === 'failed') totals[outcome] += value;
  }
  const gauge = Object.entries(line.gauges ?? {}).find(([name]) =>
    name.startsWith('eventsource_streams_open'),
  );
  return gauge?.[1].last;
}

/** Nothing for a line that is damaged: the reader of the run's files says so, with its place. */
function parsed(text: string): IntervalLine {
  try {
    return JSON.parse(text) as IntervalLine;
  } catch {
    return {};
  }
}
