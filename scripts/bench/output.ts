import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, PartResult } from './bench.ts';
import { startPings, type Output } from './pings.ts';
import { cpuSeconds } from './proc.ts';
import { ratioRow, roundRows, type Aspect } from './round-rows.ts';
import { measureRounds } from './rounds.ts';

/** What one k6 did in one round. */
interface Round {
  readonly requestsPerSecond: number;
  /** CPU seconds of k6 for 100,000 requests. */
  readonly cpu: number;
}

const OUTPUTS = ['hdrlog', 'none'] as const;
const VIRTUAL_USERS = 20;
const WARM_UP_SECONDS = 2;
const PER = 100_000;

const RATE: Aspect<Round> = {
  name: 'rate',
  unit: 'requests/s',
  of: ({ requestsPerSecond }) => requestsPerSecond,
};
const CPU: Aspect<Round> = { name: 'CPU', unit: 's/100,000 requests', of: ({ cpu }) => cpu };

/** Requests of a closed loop, with our output and without any. */
export async function measureOutput(bench: Bench): Promise<PartResult> {
  const rounds = await measureRounds(bench, {
    part: 'output',
    names: OUTPUTS,
    measure: (output) => loopOnce(bench, output),
  });
  const pair = { ours: rounds.hdrlog, theirs: rounds.none };
  return {
    title: `Output: requests of ${VIRTUAL_USERS} virtual users in a closed loop`,
    rows: [
      ...OUTPUTS.flatMap((output) => roundRows(`output ${output}`, rounds[output], [RATE, CPU])),
      ratioRow('rate, hdrlog / none', pair, RATE.of),
      ratioRow('CPU, hdrlog / none', pair, CPU.of),
    ],
  };
}

async function loopOnce(bench: Bench, output: Output): Promise<Round> {
  const seconds = bench.quick ? 3 : 10;
  await using run = await startPings(bench, {
    output,
    // It is ended by us, not by its own clock.
    scenario: { executor: 'constant-vus', vus: VIRTUAL_USERS, duration: '1h', gracefulStop: '0s' },
  });
  const read = async () => ({ cpu: cpuSeconds(run.pid), pings: await run.answered(), at: performance.now() });
  await wait(WARM_UP_SECONDS * 1000, undefined, { signal: bench.signal });
  const before = await read();
  await wait(seconds * 1000, undefined, { signal: bench.signal });
  const after = await read();
  const pings = after.pings - before.pings;
  return {
    requestsPerSecond: (pings / (after.at - before.at)) * 1000,
    cpu: ((after.cpu - before.cpu) / pings) * PER,
  };
}
