import { setTimeout as wait } from 'node:timers/promises';
import { attempt, failed } from '../attempt.ts';
import type { Bench, PartResult, Row } from '../bench.ts';
import { cpuSeconds, residentMegabytes } from '../proc.ts';
import { createCaller } from './caller.ts';
import { trendOf, type MemorySample, type MemoryTrend } from './memory-trend.ts';
import { startStandIn } from './served.ts';
import { steadily } from './steadily.ts';
import { requestsOf, totalsOf, type Counts } from './truth.ts';
import { visit } from './visit.ts';

/** What was seen of one stand-in. */
interface Soak {
  readonly trend: MemoryTrend;
  readonly peak: number;
  /** CPU seconds a second of the stand-in. */
  readonly cores: number;
  readonly totals: Counts;
}

/** So many that what a stand-in keeps of the past, tokens and guests, has reached its bounds within the warm-up. */
const VISITS_PER_SECOND = 40;
const THINK_MS = 1_000;
const WARM_UP_SHARE = 0.25;
const SAMPLE_MS = 1_000;
const OPERATIONS = {
  tokens: 'generateAccessTokenForUnauthenticatedUser',
  'further tokens': 'generateContinuationToken',
  'conversations created': 'createConversation',
  messages: 'sendMessage',
  'conversations closed': 'closeConversation',
} as const;

/** Memory of a stand-in over time, while guests come, chat and go. */
export async function measureSoak(bench: Bench): Promise<PartResult> {
  const minutes = bench.quick ? 1 : 20;
  const title = `Soak: ${minutes} min, ${VISITS_PER_SECOND} visits begun a second; memory after the first quarter`;
  const what = `soak: ${minutes} min`;
  const outcome = await attempt(bench, { what, measure: () => soak(bench, minutes * 60) });
  return {
    title,
    rows: failed(outcome) ? [{ label: 'stand-in', notMeasured: outcome.reason }] : rowsOf(outcome),
  };
}

async function soak(bench: Bench, seconds: number): Promise<Soak> {
  const { signal } = bench;
  await using standIn = await startStandIn(bench);
  using caller = createCaller(standIn.baseUrl);
  const read = () => ({ at: performance.now(), cpu: cpuSeconds(standIn.pid) });
  const before = read();
  const load = steadily({ perSecond: VISITS_PER_SECOND, seconds, signal }, async (index) =>
    visit(caller, { index, thinkMs: THINK_MS, signal }),
  );
  const over = load.then(() => true);
  const samples: MemorySample[] = [];
  do {
    samples.push({
      seconds: (performance.now() - before.at) / 1000,
      megabytes: residentMegabytes(standIn.pid),
    });
  } while (!(await Promise.race([over, wait(SAMPLE_MS, false, { signal })])));
  const after = read();
  // By then it has noticed the ends of the last streams.
  await wait(2 * SAMPLE_MS, undefined, { signal });
  return {
    trend: trendOf(samples, seconds * WARM_UP_SHARE),
    peak: Math.max(...samples.map(({ megabytes }) => megabytes)),
    cores: ((after.cpu - before.cpu) / (after.at - before.at)) * 1000,
    totals: totalsOf(await standIn.stop()),
  };
}

function rowsOf({ trend, peak, cores, totals }: Soak): readonly Row[] {
  const row = (label: string, value: number, unit: string): Row => ({ label, values: [value], unit });
  const count = (label: string, value: number, unit = 'requests') => row(label, value, unit);
  return [
    row('slope, lowest of the first to the last third (goal: under 1)', trend.lowest, 'MB/min'),
    row('slope, least squares', trend.leastSquares, 'MB/min'),
    row('slope, median of the first to the last quarter', trend.quarters, 'MB/min'),
    row('resident, first quarter', trend.first, 'MB'),
    row('resident, last quarter', trend.last, 'MB'),
    row('resident, peak', peak, 'MB'),
    row('busy', cores, 'cores'),
    ...Object.entries(OPERATIONS).map(([label, operation]) =>
      count(label, requestsOf(totals, '2', operation)),
    ),
    count('refused', requestsOf(totals, '') - requestsOf(totals, '2')),
    count('streams opened', totals.streamsOpened, 'streams'),
    count('streams closed', totals.streamsClosed, 'streams'),
    count('events delivered', totals.deliveries, 'deliveries'),
  ];
}
