import type { Bench, PartResult } from '../bench.ts';
import { cpuSeconds } from '../proc.ts';
import { ratioRow, roundRows, type Aspect } from '../round-rows.ts';
import { measureRounds } from '../rounds.ts';
import { startChatFeed, startPeerFeed, type Feed } from './feeds.ts';
import { measureFrame } from './frame.ts';
import { openTabs } from './tabs.ts';

/** What one server did in one round. */
interface Round {
  /** CPU seconds of the server for 100,000 deliveries. */
  readonly cpu: number;
  readonly deliveriesPerSecond: number;
  /** Of the server's life. */
  readonly received: number;
  readonly lost: number;
}

const STREAMS = 1_000;
const DELIVERIES_PER_SECOND = 10_000;
const WARM_UP_SECONDS = 3;
const PER = 100_000;
/** Tabs of each guest: the more there are, the less the sending of messages weighs. */
const TABS = { 'stand-in, 50 tabs a guest': 50, 'stand-in, 10 tabs a guest': 10 } as const;
const OURS = Object.keys(TABS) as readonly (keyof typeof TABS)[];
/** Where it weighs least: the goal is one for deliveries. */
const JUDGED = 'stand-in, 50 tabs a guest';
const PEER = 'bare Node';
const NAMES = [...OURS, PEER] as const;

const ASPECTS: readonly Aspect<Round>[] = [
  { name: 'CPU', unit: 's/100,000 deliveries', of: ({ cpu }) => cpu },
  { name: 'rate', unit: 'deliveries/s', of: ({ deliveriesPerSecond }) => deliveriesPerSecond },
  { name: 'received', unit: 'deliveries', of: ({ received }) => received },
  { name: 'lost', unit: 'deliveries', of: ({ lost }) => lost },
];

/** CPU time of servers that deliver events to many streams; a stand-in's includes the messages that bring them about. */
export async function measureFanout(bench: Bench): Promise<PartResult> {
  const frameBytes = await measureFrame(bench);
  const start = async (name: (typeof NAMES)[number]) => {
    const deliveriesPerSecond = DELIVERIES_PER_SECOND;
    if (name === PEER) return startPeerFeed(bench, { deliveriesPerSecond, frameBytes });
    const tabs = TABS[name];
    return startChatFeed(bench, { deliveriesPerSecond, guests: STREAMS / tabs, tabs });
  };
  const rounds = await measureRounds(bench, {
    part: 'fanout',
    names: NAMES,
    measure: async (name) => deliverOnce(bench, await start(name)),
  });
  const ratios = OURS.map((name) =>
    ratioRow(
      `CPU, ${name} / ${PEER}${name === JUDGED ? ' (goal: at most 2)' : ''}`,
      { ours: rounds[name], theirs: rounds[PEER] },
      ({ cpu }) => cpu,
    ),
  );
  return {
    title: `Deliveries: ${STREAMS} streams, events of ${frameBytes} bytes; the stand-in's CPU includes the sending`,
    rows: [...NAMES.flatMap((name) => roundRows(name, rounds[name], ASPECTS)), ...ratios],
  };
}

async function deliverOnce(bench: Bench, started: Feed): Promise<Round> {
  const seconds = bench.quick ? 5 : 15;
  await using feed = started;
  const { baseUrl, tokens } = feed;
  await using tabs = await openTabs(bench, { baseUrl, streams: STREAMS, tokens });
  await feed.run(WARM_UP_SECONDS);
  const read = async () => ({ cpu: cpuSeconds(feed.pid), deliveries: await feed.deliveries() });
  const before = await read();
  await feed.run(seconds);
  const after = await read();
  await feed.end();
  const received = await tabs.received();
  const deliveries = after.deliveries - before.deliveries;
  return {
    cpu: ((after.cpu - before.cpu) / deliveries) * PER,
    deliveriesPerSecond: deliveries / seconds,
    received,
    lost: after.deliveries - received,
  };
}
