import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
import { startChild, type Child } from '../process/child.ts';
import type { Bench } from './bench.ts';
import { startK6 } from './k6.ts';
import { percentile } from './percentile.ts';
import type { BenchServer } from './server.ts';
import type { StreamsPlan, StreamsReport } from './streams-plan.ts';

/** Who follows event streams: this project's engine, and two plain clients in Go. */
export type ClientName = 'engine' | 'bare' | 'nethttp';

/** What a client has seen. */
export interface ClientReport {
  /** From the first connection to the last. */
  readonly events: number;
  /** Latencies of the window in ms, from the server's stamp to the read. */
  readonly p50: number;
  readonly p99: number;
}

/** A client in a process of its own. */
export interface Client extends AsyncDisposable {
  readonly name: ClientName;
  readonly child: Child;
  /** Waits for its end. */
  report(): Promise<ClientReport>;
  lastWords(): string;
}

const SCRIPT = new URL('streams.k6.ts', import.meta.url);
const OPEN_TIMEOUT_MS = 120_000;
const POLL_MS = 100;

/** Starts a client; it opens its streams, follows them, reports and ends. */
export function startClient(bench: Bench, name: ClientName, plan: StreamsPlan): Client {
  return name === 'engine' ? startEngineClient(bench, plan) : startGoClient(bench, name, plan);
}

/**
 * Waits until the server has all streams of the client.
 *
 * @throws HarnessError when the client ends, or does not get there in two minutes
 */
export async function allOpen(
  { signal }: Bench,
  {
    client,
    server,
    streams,
  }: { readonly client: Client; readonly server: BenchServer; readonly streams: number },
): Promise<void> {
  let ended = false;
  void client.child.exit.then(() => (ended = true));
  const deadline = performance.now() + OPEN_TIMEOUT_MS;
  for (;;) {
    const { open } = await server.state();
    if (open === streams) return;
    if (ended) throw new HarnessError('harness', `it ended early: ${client.lastWords()}`);
    if (performance.now() > deadline)
      throw new HarnessError('harness', `only ${open} of ${streams} streams opened in two minutes`);
    await wait(POLL_MS, undefined, { signal });
  }
}

function startEngineClient(bench: Bench, plan: StreamsPlan): Client {
  const k6 = startK6(bench, { script: SCRIPT, plan });
  const report = async () => {
    const { code } = await k6.exit;
    const reports = k6.console().map((line) => JSON.parse(line) as StreamsReport);
    if (code !== 0 || reports.length !== plan.virtualUsers)
      throw new HarnessError('harness', `it ended with code ${code}: ${k6.lastWords()}`);
    return summed(reports);
  };
  const dispose = () => k6[Symbol.asyncDispose]();
  return { name: 'engine', child: k6, report, lastWords: k6.lastWords, [Symbol.asyncDispose]: dispose };
}

function summed(reports: readonly StreamsReport[]): ClientReport {
  const micros = Float64Array.from(reports.flatMap(({ latenciesMicros }) => latenciesMicros)).sort();
  const events = reports.reduce((sum, each) => sum + each.events, 0);
  return { events, p50: percentile(micros, 0.5) / 1000, p99: percentile(micros, 0.99) / 1000 };
}

function startGoClient(bench: Bench, name: 'bare' | 'nethttp', plan: StreamsPlan): Client {
  const lines: string[] = [];
  const numbers = ['streams', 'seconds'] as const;
  const child = startChild({
    command: bench.tool,
    args: [
      name,
      `--url=${plan.url}`,
      ...numbers.map((each) => `--${each}=${plan[each]}`),
      `--margin=${plan.marginSeconds}`,
    ],
    logFile: join(bench.folder, `${name}.log`),
    onLine: (line) => lines.push(line),
  });
  const report = async () => {
    const { code } = await child.exit;
    if (code !== 0) throw new HarnessError('harness', `it ended with code ${code}`);
    return JSON.parse(lines.at(-1) ?? '') as ClientReport;
  };
  const dispose = () => child[Symbol.asyncDispose]();
  return { name, child, report, lastWords: () => lines.at(-1) ?? '', [Symbol.asyncDispose]: dispose };
}
