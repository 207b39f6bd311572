import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { guestTokenCall, urlOf } from '../../../schemas/requests.ts';
import type { Bench, PartResult } from '../bench.ts';
import { cpuSeconds } from '../proc.ts';
import { ratioRow, roundRows, type Aspect } from '../round-rows.ts';
import { measureRounds } from '../rounds.ts';
import { startAsker } from './asker.ts';
import { targetAt } from './caller.ts';
import { startPrism } from './prism.ts';
import { startStandIn } from './served.ts';

/** What one server did in one round. */
interface Round {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU seconds of the server for 1,000 requests. */
  readonly cpu: number;
  /** CPU seconds a second. */
  readonly serverCores: number;
  readonly clientCores: number;
}

const STARTS = { 'stand-in': startStandIn, Prism: startPrism } as const;
const NAMES = ['stand-in', 'Prism'] as const;
const CONNECTIONS = 10;
const WARM_UP_SECONDS = 3;
const PER = 1_000;

const RATE: Aspect<Round> = {
  name: 'rate',
  unit: 'requests/s',
  of: ({ requestsPerSecond }) => requestsPerSecond,
};
const CPU: Aspect<Round> = { name: 'CPU', unit: 's/1,000 requests', of: ({ cpu }) => cpu };
const ASPECTS: readonly Aspect<Round>[] = [
  RATE,
  { name: 'latency p50', unit: 'ms', of: ({ p50 }) => p50 },
  { name: 'latency p99', unit: 'ms', of: ({ p99 }) => p99 },
  CPU,
  { name: 'busy', unit: 'cores', of: ({ serverCores }) => serverCores },
  { name: 'client busy', unit: 'cores', of: ({ clientCores }) => clientCores },
];

/** How fast guest tokens are issued to a closed loop; a round with any other answer has failed. */
export async function measureTokens(bench: Bench): Promise<PartResult> {
  const rounds = await measureRounds(bench, {
    part: 'tokens',
    names: NAMES,
    measure: (name) => askOnce(bench, name),
  });
  const pair = { ours: rounds['stand-in'], theirs: rounds.Prism };
  return {
    title: `Guest tokens: a closed loop on ${CONNECTIONS} connections`,
    rows: [
      ...NAMES.flatMap((name) => roundRows(name, rounds[name], ASPECTS)),
      ratioRow('rate, stand-in / Prism (goal: at least 1.5)', pair, RATE.of),
      ratioRow('CPU, stand-in / Prism', pair, CPU.of),
    ],
  };
}

async function askOnce(bench: Bench, name: (typeof NAMES)[number]): Promise<Round> {
  const seconds = bench.quick ? 3 : 10;
  await using server = await STARTS[name](bench);
  const target = targetAt(server.baseUrl);
  const made = guestTokenCall(target, randomUUID());
  await using asker = startAsker(bench, {
    url: urlOf(target, made),
    body: JSON.stringify(made.body),
    expect: '"accessToken":"',
    connections: CONNECTIONS,
    seconds,
    marginSeconds: WARM_UP_SECONDS,
  });
  await asker.begun;
  const report = asker.report();
  const [serverCores = NaN, clientCores = NaN] = await Promise.race([
    busyCores(bench, { pids: [server.pid, asker.child.pid], seconds }),
    // It ends early only with an error, which is then what there is to tell.
    report.then(() => Promise.reject(new Error('the loop ended before it was measured'))),
  ]);
  const { measured, p50, p99 } = await report;
  const requestsPerSecond = measured / seconds;
  return {
    requestsPerSecond,
    p50,
    p99,
    cpu: (serverCores / requestsPerSecond) * PER,
    serverCores,
    clientCores,
  };
}

/** CPU seconds a second of each process, within the window. */
async function busyCores(
  { signal }: Bench,
  { pids, seconds }: { readonly pids: readonly number[]; readonly seconds: number },
): Promise<readonly number[]> {
  await wait(WARM_UP_SECONDS * 1000, undefined, { signal });
  const read = () => ({ at: performance.now(), cpu: pids.map(cpuSeconds) });
  const before = read();
  await wait(seconds * 1000, undefined, { signal });
  const after = read();
  return after.cpu.map((cpu, place) => ((cpu - (before.cpu[place] ?? NaN)) / (after.at - before.at)) * 1000);
}
