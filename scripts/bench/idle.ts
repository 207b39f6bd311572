import { setTimeout as wait } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
import { failed, type Outcome } from './attempt.ts';
import type { Bench, PartResult, Row } from './bench.ts';
import { allOpen, startClient, type ClientName } from './client.ts';
import { openFilesLimit, residentMegabytes } from './proc.ts';
import { measureRounds } from './rounds.ts';
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

/** MB of each round, by the number of streams. */
type Memory = ReadonlyMap<number, readonly Outcome<number>[]>;

const SETTLE_MS = 5_000;
const READINGS = 3;
const BETWEEN_READINGS_MS = 1_000;
const VIRTUAL_USERS = 10;
/** Files that a process has open beside its streams. */
const OTHER_FILES = 100;
/** The cost of a stream is read off between the first size and the last one up to here. */
const SLOPE_UP_TO = 10_000;
/** Memory varies little from round to round, and each takes minutes. */
const MOST_ROUNDS = 3;
/** Long enough to be ended by us. */
const HOLD_SECONDS = 3_600;

/** Memory of clients that hold streams on which nothing happens. */
export async function measureIdle(bench: Bench): Promise<PartResult> {
  const all = subjects(bench.quick);
  const holds = new Map(
    all.flatMap((subject) =>
      subject.sizes.map((streams) => [nameOf(subject, streams), { subject, streams }] as const),
    ),
  );
  const rounds = await measureRounds(
    { ...bench, rounds: Math.min(bench.rounds, MOST_ROUNDS) },
    {
      part: 'idle',
      names: [...holds.keys()],
      measure: (name) => {
        const { subject, streams } = holds.get(name)!;
        return hold(bench, subject, streams);
      },
    },
  );
  const rows = all.flatMap((subject) =>
    rowsOf(
      subject,
      new Map(subject.sizes.map((streams) => [streams, rounds[nameOf(subject, streams)] ?? []])),
    ),
  );
  return { title: 'Idle streams: resident memory of the client', rows };
}

const nameOf = ({ label }: Subject, streams: number) => `${label}, ${streams} streams`;

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

function rowsOf(subject: Subject, memory: Memory): readonly Row[] {
  const { label, sizes } = subject;
  const rows = sizes.map((streams): Row => {
    const outcomes = memory.get(streams) ?? [];
    const failure = outcomes.find(failed);
    const name = nameOf(subject, streams);
    return failure === undefined
      ? { label: name, values: outcomes as readonly number[], unit: 'MB' }
      : { label: name, notMeasured: failure.reason };
  });
  return [...rows, slopeRow({ label, sizes }, memory)];
}

function slopeRow({ label, sizes }: Pick<Subject, 'label' | 'sizes'>, memory: Memory): Row {
  const ends = [sizes[0] ?? 0, sizes.findLast((size) => size <= SLOPE_UP_TO) ?? 0] as const;
  const [first = [], last = []] = ends.map((size) => memory.get(size));
  const name = `${label}, each (${ends.join(' to ')})`;
  if ([...first, ...last].some(failed))
    return { label: name, notMeasured: 'a size that it needs is missing' };
  const values = (first as readonly number[]).map((megabytes, round) =>
    kilobytesPerStream(
      { streams: ends[0], megabytes },
      { streams: ends[1], megabytes: (last as readonly number[])[round] ?? NaN },
    ),
  );
  return { label: name, values, unit: 'KB/stream' };
}
