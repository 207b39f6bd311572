import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { startChild, type Child } from '../process/child.ts';
import type { Bench } from './bench.ts';

/** The bench's server, in a process of its own. */
export interface BenchServer extends AsyncDisposable {
  /** Of the event streams. */
  readonly url: string;
  /** Answered at once, with a small body. */
  readonly pingUrl: string;
  state(): Promise<ServerState>;
  /** Ends the events, not the streams: what was sent can now arrive. */
  hush(): Promise<void>;
}

/** What the server says of itself; events and pings since its start. */
export interface ServerState {
  readonly open: number;
  readonly events: number;
  readonly pings: number;
}

interface Addresses {
  readonly url: string;
  readonly control: string;
}

/** Starts a server that has counted nothing yet. */
export async function startServer(bench: Bench, flags: readonly string[] = []): Promise<BenchServer> {
  const first = Promise.withResolvers<string>();
  const logFile = join(bench.folder, 'server.log');
  const child = startChild({
    command: bench.tool,
    args: ['serve', ...flags],
    logFile,
    onLine: first.resolve,
  });
  const { url, control } = await addressesOf(child, first.promise);
  return {
    url,
    pingUrl: `${control}/ping`,
    state: async () => (await (await ask(`${control}/state`)).json()) as ServerState,
    hush: async () => void (await ask(`${control}/hush`, 'POST')),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

async function ask(url: string, method = 'GET'): Promise<Response> {
  try {
    return await fetch(url, { method });
  } catch (cause) {
    throw new HarnessError('harness', `the bench's server does not answer ${url}`, { cause });
  }
}

async function addressesOf(child: Child, firstLine: Promise<string>): Promise<Addresses> {
  const line = await Promise.race([firstLine, child.exit]);
  if (typeof line === 'string') return JSON.parse(line) as Addresses;
  throw new HarnessError('harness', `the bench's server did not start (code ${line.code})`);
}
