import { setTimeout as wait } from 'node:timers/promises';
import type { Scenario } from 'k6/options';
import { attempt, failed } from './attempt.ts';
import type { Bench, PartResult, Row } from './bench.ts';
import { startPings, type Pings } from './pings.ts';
import { residentMegabytes } from './proc.ts';

const REQUESTS_PER_SECOND = 500;
const NAMES = ['output hdrlog', 'default summary'] as const;

/** What both k6 had reached at one time. */
interface Reading {
  readonly seconds: number;
  /** One for each of `NAMES`. */
  readonly megabytes: readonly number[];
  readonly requests: readonly number[];
}

/** Memory of a k6 with our output and of one with k6's own summary, at the same fixed rate and the same time. */
export async function measureMemory(bench: Bench): Promise<PartResult> {
  const moments = bench.quick ? [20, 60] : [60, 300];
  const title = `Memory over time: resident memory at ${REQUESTS_PER_SECOND} requests a second`;
  const what = `memory: ${moments.at(-1)} s, both at once`;
  const outcome = await attempt(bench, { what, measure: () => readAt(bench, moments) });
  if (failed(outcome)) return { title, rows: NAMES.map((label) => ({ label, notMeasured: outcome.reason })) };
  return { title, rows: NAMES.flatMap((name, place) => outcome.flatMap(rowsOf(name, place))) };
}

async function readAt(bench: Bench, moments: readonly number[]): Promise<readonly Reading[]> {
  const scenario: Scenario = {
    executor: 'constant-arrival-rate',
    rate: REQUESTS_PER_SECOND,
    // It is ended by us, not by its own clock.
    duration: '1h',
    preAllocatedVUs: 50,
    gracefulStop: '0s',
  };
  await using ours = await startPings(bench, { output: 'hdrlog', scenario });
  await using theirs = await startPings(bench, { output: 'summary', scenario });
  const started = performance.now();
  const readings: Reading[] = [];
  for (const seconds of moments) {
    await wait(started + seconds * 1000 - performance.now(), undefined, { signal: bench.signal });
    readings.push(await read(seconds, [ours, theirs]));
  }
  return readings;
}

async function read(seconds: number, both: readonly Pings[]): Promise<Reading> {
  const megabytes = both.map(({ pid }) => residentMegabytes(pid));
  return { seconds, megabytes, requests: await Promise.all(both.map(({ answered }) => answered())) };
}

function rowsOf(name: string, place: number): (reading: Reading) => readonly Row[] {
  return ({ seconds, megabytes, requests }) => [
    { label: `${name}, after ${seconds} s`, values: [megabytes[place] ?? NaN], unit: 'MB' },
    { label: `${name}, asked by then`, values: [requests[place] ?? NaN], unit: 'requests' },
  ];
}
