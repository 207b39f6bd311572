import { setTimeout as wait } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
import { attempt, failed, type Failure } from './attempt.ts';
import type { Bench, PartResult, Row } from './bench.ts';
import { allOpen, startClient, type ClientName } from './client.ts';
import { openFilesLimit, residentMegabytes } from './proc.ts';
import { startServer } from './server.ts';
import { kilobytesPerStream } from './slope.ts';

/** A client and how it is connected. */
interface Subject {
  readonly label: string;
  readonly client: ClientName;
  readonly server: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly sizes: readonly number[];
}

type Memory = ReadonlyMap<number, number | Failure>;

const SETTLE_MS = 5_000;
const READINGS = 3;
const BETWEEN_READINGS_MS = 1_000;
const VIRTUAL_USERS = 10;
/** Files that a process has open beside its streams. */
const OTHER_FILES = 100;
/** The cost of a stream is read off between the first size and the last one up to here. */
const SLOPE_UP_TO = 10_000;
/** Long enough to be ended by us. */
const HOLD_SECONDS = 3_600;

/** Memory of clients that hold streams on which nothing happens. */
export async function measureIdle(bench: Bench): Promise<PartResult> {
  const rows: Row[] = [];
  for (const subject of subjects(bench.quick)) {
    const memory = new Map<number, number | Failure>();
    for (const streams of subject.sizes) {
      const what = `idle: ${subject.label}, ${streams} streams`;
      memory.set(streams, await attempt(bench, { what, measure: () => hold(bench, subject, streams) }));
    }
    rows.push(...rowsOf(subject, memory));
  }
  return { title: 'Idle streams: resident memory of the client', rows };
}

function subjects(quick: boolean): readonly Subject[] {
  const sizes = quick ? [200, 1_000] : [1_000, 5_000, 10_000];
  const secured = quick ? sizes : [1_000, 5_000];
  const plain = { server: [], options: {} };
  return [
    { label: 'engine', client: 'engine', ...plain, sizes: quick ? sizes : [...sizes, 18_000] },
    { label: 'bare', client: 'bare', ...plain, sizes },
    { label: 'nethttp', client: 'nethttp', ...plain, sizes },
    { label: 'engine, TLS', client: 'engine', server: ['--tls'], options: {}, sizes: secured },
    { label: 'nethttp, TLS', client: 'nethttp', server: ['--tls'], options: {}, sizes: secured },
    {
      label: 'engine, HTTP/2',
      client: 'engine',
      server: ['--http2'],
      options: { protocol: 'http2' },
      sizes: secured,
    },
  ];
}

/** Resident MB with that many streams open. */
async function hold(bench: Bench, subject: Subject, streams: number): Promise<number> {
  const limit = openFilesLimit();
  if (limit < streams + OTHER_FILES)
    throw new HarnessError(
      'no-data',
      `a process may open ${limit} files, too few for ${streams} streams; raise the hard limit (ulimit -Hn)`,
    );
  await using server = await startServer(bench, subject.server);
  await using client = startClient(bench, subject.client, {
    url: server.url,
    streams,
    seconds: HOLD_SECONDS,
    marginSeconds: 0,
    virtualUsers: VIRTUAL_USERS,
    samplesPerVirtualUser: 0,
    options: subject.options,
  });
  await allOpen(bench, { client, server, streams });
  await wait(SETTLE_MS, undefined, { signal: bench.signal });
  let megabytes = residentMegabytes(client.child.pid);
  for (let reading = 1; reading < READINGS; reading += 1) {
    await wait(BETWEEN_READINGS_MS, undefined, { signal: bench.signal });
    megabytes = residentMegabytes(client.child.pid);
  }
  const { open } = await server.state();
  if (open !== streams) throw new HarnessError('harness', `only ${open} of ${streams} streams stayed open`);
  return megabytes;
}

function rowsOf({ label, sizes }: Subject, memory: Memory): readonly Row[] {
  const rows = [...memory].map(([streams, outcome]): Row => {
    const name = `${label}, ${streams} streams`;
    return failed(outcome)
      ? { label: name, notMeasured: outcome.reason }
      : { label: name, values: [outcome], unit: 'MB' };
  });
  const ends = [sizes[0] ?? 0, sizes.findLast((size) => size <= SLOPE_UP_TO) ?? 0] as const;
  const [first, last] = ends.map((size) => memory.get(size));
  const name = `${label}, each (${ends.join(' to ')})`;
  if (typeof first !== 'number' || typeof last !== 'number')
    return [...rows, { label: name, notMeasured: 'a size that it needs is missing' }];
  const slope = kilobytesPerStream(
    { streams: ends[0], megabytes: first },
    { streams: ends[1], megabytes: last },
  );
  return [...rows, { label: name, values: [slope], unit: 'KB/stream' }];
}
