import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reason } from '../../schemas/generated/run-result.ts';
import type { Child, ChildExit } from '../process/child.ts';
import { say } from '../progress.ts';
import { withoutSecrets } from '../secrets.ts';
import { standInDied, type StandInChild } from './stand-in-child.ts';
import { createTail } from './tail.ts';

/** Half a run is no run: what was measured is kept, and nobody is to take it for a pass. */
const STOPPED: Reason = {
  code: 'stopped',
  effect: 'invalid',
  text: 'the run was stopped on request before its end',
};
const PROGRESS_MS = 10_000;
/** k6 cuts what is in flight within some 20 ms and then writes its last interval. */
const STOP_TIMEOUT_MS = 15_000;

/** What is running. */
export interface RunningLoad {
  readonly engine: Child;
  /** Path of the engine's metric files, without their endings. */
  readonly metrics: string;
  readonly folder: string;
  /** The stand-in that we started, if we did. */
  readonly standIn: StandInChild | undefined;
  readonly signal: AbortSignal;
}

/**
 * Waits until the engine has ended, by itself or because it was stopped: by the user, or because our
 * stand-in died under it. Returns what no file of the run shows.
 */
export async function watchLoad(load: RunningLoad): Promise<readonly Reason[]> {
  const incidents: Reason[] = [];
  const timer = reportProgress(load.metrics);
  let stopped = false;
  const stop = () => {
    stopped = true;
    void load.engine.stop(STOP_TIMEOUT_MS);
  };
  load.signal.addEventListener('abort', stop, { once: true });
  if (load.signal.aborted) stop();
  let ended = false;
  void load.standIn?.exit.then((exit) => {
    if (ended || load.signal.aborted) return;
    incidents.push(standInDied(exit));
    stop();
  });
  const exit = await load.engine.exit;
  ended = true;
  clearInterval(timer);
  const complaints = complaintsIn(join(load.folder, 'engine.log'));
  if (complaints.length > 0)
    say(`! the engine complained ${complaints.length} times, last of ${complaints.at(-1)}; see engine.log`);
  load.signal.removeEventListener('abort', stop);
  if (load.signal.aborted) incidents.push(STOPPED);
  if (!stopped && exit.code !== 0) incidents.push(engineFailed(exit, complaints.at(-1)));
  return incidents;
}

function engineFailed({ code, signal }: ChildExit, lastWords: string | undefined): Reason {
  const how = signal === null ? `code ${code}` : `killed by ${signal}`;
  const words = lastWords === undefined ? '' : `: ${lastWords}`;
  return {
    code: 'engine-failed',
    effect: 'invalid',
    text: `the engine ended before its time (${how})${words}; see engine.log`,
  };
}

/**
 * The engine's warnings and errors, a dead output of k6 among them, which no number of the run would
 * show. For people: nothing is judged by them.
 */
function complaintsIn(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /level=(error|warning)|^panic:/.test(line))
    .map((line) => withoutSecrets(line.replace(/^time="[^"]*" level=\w+ msg=/, '').slice(0, 300)));
}

function reportProgress(metrics: string): NodeJS.Timeout {
  const tail = createTail(`${metrics}.ndjson`);
  const totals = { begun: 0, answered: 0, failed: 0, violations: 0 };
  let streams = 0;
  const started = performance.now();
  return setInterval(() => {
    for (const line of tail.newLines()) streams = addLine(line, totals) ?? streams;
    const seconds = Math.round((performance.now() - started) / 1000);
    say(
      `  … ${seconds} s: ${totals.begun} operations begun, ${totals.answered} answered, ${totals.failed} failed, ` +
        `${streams} streams open, ${totals.violations} violations`,
    );
  }, PROGRESS_MS);
}

interface IntervalLine {
  readonly kind: string;
  readonly counters?: Readonly<Record<string, number>>;
  readonly gauges?: Readonly<Record<string, { readonly last: number }>>;
}

/** Adds one line of the engine's interval log; returns the streams that were open, if it says so. */
function addLine(
  text: string,
  totals: Record<'begun' | 'answered' | 'failed' | 'violations', number>,
): number | undefined {
  const line = JSON.parse(text) as IntervalLine;
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
