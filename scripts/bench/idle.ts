import { setTimeout as wait } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
import type { Bench, PartResult } from './bench.ts';
import { allOpen, startClient, type ClientName } from './client.ts';
import { measureHolds, type Holder } from './holds.ts';
import { residentMegabytes } from './proc.ts';
import { startServer } from './server.ts';

/** A client and how it is connected. */
interface Subject extends Holder {
  readonly client: ClientName;
  readonly server: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

const SETTLE_MS = 5_000;
const READINGS = 3;
const BETWEEN_READINGS_MS = 1_000;
const VIRTUAL_USERS = 10;
/** Long enough to be ended by us. */
const HOLD_SECONDS = 3_600;

/** Memory of clients that hold streams on which nothing happens. */
export async function measureIdle(bench: Bench): Promise<PartResult> {
  const rows = await measureHolds(bench, {
    part: 'idle',
    holders: subjects(bench.quick),
    hold: (subject, streams) => hold(bench, subject, streams),
  });
  return { title: 'Idle streams: resident memory of the client', rows: rows.flat() };
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
