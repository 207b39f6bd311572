import { setTimeout as wait } from 'node:timers/promises';
import { attempt, failed } from '../attempt.ts';
import type { Bench, PartResult, Row } from '../bench.ts';
import { cpuSeconds, residentMegabytes } from '../proc.ts';
import { createCaller } from './caller.ts';
import { INSPECTED, openLiveHeap } from './live-heap.ts';
import { trendOf, type MemorySample, type MemoryTrend } from './memory-trend.ts';
import { startStandIn } from './served.ts';
import { steadily } from './steadily.ts';
import { requestsOf, totalsOf, type Counts } from './truth.ts';
import { visit } from './visit.ts';

/** What was seen of one stand-in. */
interface Soak {
  readonly trend: MemoryTrend;
  /** Of what is alive. */
  readonly live: MemoryTrend;
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
/** Samples of resident memory for one of what is alive, which costs a collection. */
const SAMPLES_PER_COLLECTION = { quick: 3, whole: 15 };
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
  await using standIn = await startStandIn(bench, INSPECTED);
  using heap = await openLiveHeap(standIn.logFile);
  using caller = createCaller(standIn.baseUrl);
  const read = () => ({ at: performance.now(), cpu: cpuSeconds(standIn.pid) });
  const before = read();
  const load = steadily({ perSecond: VISITS_PER_SECOND, seconds, signal }, async (index) =>
    visit(caller, { index, thinkMs: THINK_MS, signal }),
  );
  const over = load.then(() => true);
  const samples: MemorySample[] = [];
  const alive: MemorySample[] = [];
  const each = SAMPLES_PER_COLLECTION[bench.quick ? 'quick' : 'whole'];
  do {
    const at = (performance.now() - before.at) / 1000;
    samples.push({ seconds: at, megabytes: residentMegabytes(standIn.pid) });
    if (samples.length % each === 0) alive.push({ seconds: at, megabytes: await heap.megabytes() });
  } while (!(await Promise.race([over, wait(SAMPLE_MS, false, { signal })])));
  const after = read();
  // By then it has noticed the ends of the last streams.
  await wait(2 * SAMPLE_MS, undefined, { signal });
  return {
    trend: trendOf(samples, seconds * WARM_UP_SHARE),
    live: trendOf(alive, seconds * WARM_UP_SHARE),
    peak: Math.max(...samples.map(({ megabytes }) => megabytes)),
    cores: ((after.cpu - before.cpu) / (after.at - before.at)) * 1000,
    totals: totalsOf(await standIn.stop()),
  };
}

function rowsOf({ trend, live, peak, cores, totals }: Soak): readonly Row[] {
  const row = (label: string, value: number, unit: string): Row => ({ label, values: [value], unit });
  const count = (label: string, value: number, unit = 'requests') => row(label, value, unit);
  return [
    row('alive, slope by least squares (goal: under 1)', live.leastSquares, 'MB/min'),
    row('alive, slope of medians of quarters', live.quarters, 'MB/min'),
    row('alive, first quarter', live.first, 'MB'),
    row('alive, last quarter', live.last, 'MB'),
    row('resident, slope by least squares', trend.leastSquares, 'MB/min'),
    row('resident, slope of medians of quarters', trend.quarters, 'MB/min'),
    row('resident, slope of the lowest of thirds', trend.lowest, 'MB/min'),
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
