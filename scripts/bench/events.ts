import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, PartResult } from './bench.ts';
import { allOpen, startClient, type ClientName } from './client.ts';
import { cpuSeconds } from './proc.ts';
import { ratioRow, roundRows, type Aspect } from './round-rows.ts';
import { measureRounds } from './rounds.ts';
import { startServer } from './server.ts';

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

const CLIENTS = ['engine', 'bare', 'nethttp'] as const;
const STREAMS = 1_000;
const EVENTS_PER_SECOND = 10;
const MARGIN_SECONDS = 2;
const VIRTUAL_USERS = 10;
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
    names: CLIENTS,
    measure: (name) => followOnce(bench, name),
  });
  const { engine, bare, nethttp } = rounds;
  return {
    title: `Busy streams: ${STREAMS} streams, ${EVENTS_PER_SECOND} events a second each`,
    rows: [
      ...CLIENTS.flatMap((client) => roundRows(client, rounds[client], ASPECTS)),
      ratioRow('CPU, engine / bare', { ours: engine, theirs: bare }, ({ cpu }) => cpu),
      ratioRow('CPU, engine / nethttp', { ours: engine, theirs: nethttp }, ({ cpu }) => cpu),
    ],
  };
}

async function followOnce(bench: Bench, name: ClientName): Promise<Round> {
  const seconds = bench.quick ? 3 : 10;
  await using server = await startServer(bench, [`--events-per-second=${EVENTS_PER_SECOND}`]);
  await using client = startClient(bench, name, {
    url: server.url,
    streams: STREAMS,
    seconds,
    marginSeconds: MARGIN_SECONDS,
    virtualUsers: VIRTUAL_USERS,
    samplesPerVirtualUser: ((STREAMS * EVENTS_PER_SECOND * seconds) / VIRTUAL_USERS) * 2,
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
