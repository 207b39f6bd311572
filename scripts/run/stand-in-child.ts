import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reason } from '../../schemas/generated/run-result.ts';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { startChild, type Child, type ChildExit } from '../process/child.ts';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/** A stand-in that runs in a process of its own, so that it never shares our event loop. */
export interface StandInChild extends AsyncDisposable {
  readonly baseUrl: string;
  readonly pid: number;
  /** Settles when it is gone, asked for or not. */
  readonly exit: Promise<ChildExit>;
  stop(): Promise<ChildExit>;
}

/** Where it writes, and the flags that are passed on to it. */
export interface StandInPlan {
  readonly folder: string;
  readonly args: readonly string[];
  /** Of Node itself; default none. */
  readonly nodeArgs?: readonly string[];
}

/**
 * Starts a stand-in on a free loopback port and waits for its base URL.
 *
 * @throws HarnessError `stand-in` when it ends before it says where it listens; `usage` when it refuses its flags
 */
export async function startStandInChild({ folder, args, nodeArgs = [] }: StandInPlan): Promise<StandInChild> {
  const { promise: firstLine, resolve } = Promise.withResolvers<string>();
  const child = startChild({
    command: process.execPath,
    args: [
      ...nodeArgs,
      join(ROOT, 'scripts', 'main.ts'),
      'stand-in',
      '--parent-pipe',
      '--truth',
      join(folder, 'truth.ndjson'),
      ...args,
    ],
    logFile: join(folder, 'stand-in.log'),
    onLine: resolve,
  });
  const baseUrl = await firstLineOf(child, { firstLine, folder });
  const stop = () => child.stop(STOP_TIMEOUT_MS);
  const { pid, exit } = child;
  return { baseUrl, pid, exit, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

async function firstLineOf(
  child: Child,
  { firstLine, folder }: { readonly firstLine: Promise<string>; readonly folder: string },
): Promise<string> {
  const timeout = AbortSignal.timeout(START_TIMEOUT_MS);
  const late = new Promise<'late'>((resolve) => timeout.addEventListener('abort', () => resolve('late')));
  const outcome = await Promise.race([firstLine, child.exit, late]);
  if (typeof outcome === 'string' && outcome !== 'late') return outcome;
  if (outcome === 'late') await child.stop(STOP_TIMEOUT_MS);
  const { code } = await child.exit;
  throw new HarnessError(
    code === 2 ? 'usage' : 'stand-in',
    `the stand-in did not start (code ${code}): ${lastWords(join(folder, 'stand-in.log'))}`,
  );
}

function lastWords(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').at(-1) || `it said nothing in ${log}`;
}

/** What a run says of a stand-in of ours that ended before it was told to. */
export function standInDied({ code, signal }: ChildExit): Reason {
  const how = signal ?? `code ${code}`;
  return {
    code: 'stand-in-died',
    effect: 'invalid',
    text: `the stand-in ended during the run (${how}); see stand-in.log`,
  };
}

/** What is to be said of a stand-in of ours that ended by itself; asked for once, before we stop it. */
export function watchDeath(standIn: StandInChild | undefined, signal: AbortSignal): () => readonly Reason[] {
  const incidents: Reason[] = [];
  void standIn?.exit.then((exit) => {
    if (!signal.aborted) incidents.push(standInDied(exit));
  });
  return () => [...incidents];
}
