import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, PartResult } from './bench.ts';
import { allOpen, startClient, type ClientName } from './client.ts';
import { cpuSeconds } from './proc.ts';
import { ratioRow, roundRows, type Aspect } from './round-rows.ts';
import { measureRounds } from './rounds.ts';
import { startServer } from './server.ts';

interface Subject {
  readonly client: ClientName;
  /** The streams are divided among them; the Go clients have none. */
  readonly virtualUsers: number;
}

/** What one client did in one round. */
interface Round {
  /** CPU seconds of the client for 100,000 events. */
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
  readonly received: number;
  /** Sent by the server and never seen. */
  readonly lost: number;
}

/** Who follows the streams; the engine also with its streams spread, since each virtual user is to be woken. */
const SUBJECTS = {
  'engine, 1 virtual user': { client: 'engine', virtualUsers: 1 },
  'engine, 10 virtual users': { client: 'engine', virtualUsers: 10 },
  bare: { client: 'bare', virtualUsers: 1 },
  nethttp: { client: 'nethttp', virtualUsers: 1 },
} as const satisfies Readonly<Record<string, Subject>>;
const NAMES = Object.keys(SUBJECTS) as readonly (keyof typeof SUBJECTS)[];
const ENGINES = NAMES.filter((name) => SUBJECTS[name].client === 'engine');
const STREAMS = 1_000;
const EVENTS_PER_SECOND = 10;
const MARGIN_SECONDS = 2;
const PER = 100_000;

const ASPECTS: readonly Aspect<Round>[] = [
  { name: 'CPU', unit: 's/100,000 events', of: ({ cpu }) => cpu },
  { name: 'latency p50', unit: 'ms', of: ({ p50 }) => p50 },
  { name: 'latency p99', unit: 'ms', of: ({ p99 }) => p99 },
  { name: 'received', unit: 'events', of: ({ received }) => received },
  { name: 'lost', unit: 'events', of: ({ lost }) => lost },
];

/** CPU time and latency of clients whose streams are busy. */
export async function measureEvents(bench: Bench): Promise<PartResult> {
  const rounds = await measureRounds(bench, {
    part: 'events',
    names: NAMES,
    measure: (name) => followOnce(bench, SUBJECTS[name]),
  });
  const ratios = ENGINES.flatMap((engine) =>
    (['bare', 'nethttp'] as const).flatMap((peer) => {
      const pair = { ours: rounds[engine], theirs: rounds[peer] };
      return [
        ratioRow(`CPU, ${engine} / ${peer}`, pair, ({ cpu }) => cpu),
        ratioRow(`latency p99, ${engine} / ${peer}`, pair, ({ p99 }) => p99),
      ];
    }),
  );
  return {
    title: `Busy streams: ${STREAMS} streams, ${EVENTS_PER_SECOND} events a second each`,
    rows: [...NAMES.flatMap((name) => roundRows(name, rounds[name], ASPECTS)), ...ratios],
  };
}

async function followOnce(bench: Bench, { client: name, virtualUsers }: Subject): Promise<Round> {
  const seconds = bench.quick ? 3 : 10;
  await using server = await startServer(bench, [`--events-per-second=${EVENTS_PER_SECOND}`]);
  await using client = startClient(bench, name, {
    url: server.url,
    streams: STREAMS,
    seconds,
    marginSeconds: MARGIN_SECONDS,
    virtualUsers,
    samplesPerVirtualUser: ((STREAMS * EVENTS_PER_SECOND * seconds) / virtualUsers) * 2,
    options: {},
  });
  await allOpen(bench, { client, server, streams: STREAMS });
  await wait(MARGIN_SECONDS * 1000, undefined, { signal: bench.signal });
  const read = async () => ({ cpu: cpuSeconds(client.child.pid), sent: (await server.state()).events });
  const before = await read();
  await wait(seconds * 1000, undefined, { signal: bench.signal });
  const after = await read();
  await server.hush();
  const { events: received, p50, p99 } = await client.report();
  const { events: sent } = await server.state();
  const cpu = ((after.cpu - before.cpu) / (after.sent - before.sent)) * PER;
  return { cpu, p50, p99, received, lost: sent - received };
}
