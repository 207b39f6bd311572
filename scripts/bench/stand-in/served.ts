import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStandInChild } from '../../run/stand-in-child.ts';
import type { Bench } from '../bench.ts';
import { truthOf, type Truth } from './truth.ts';

/** A server under measurement, in a process of its own. */
export interface Served extends AsyncDisposable {
  readonly pid: number;
  readonly baseUrl: string;
}

/** A stand-in that tells what it really did. */
export interface ServedStandIn extends Served {
  /** What it said beside its truth. */
  readonly logFile: string;
  /** What it has written down so far. */
  truth(): Truth;
  /** Stops it in an orderly way, so that its truth is complete. */
  stop(): Promise<Truth>;
}

/** Starts a stand-in with its defaults. @param nodeArgs of Node itself */
export async function startStandIn(bench: Bench, nodeArgs: readonly string[] = []): Promise<ServedStandIn> {
  const folder = mkdtempSync(join(bench.folder, 'stand-in-'));
  const child = await startStandInChild({ folder, args: [], nodeArgs });
  const truth = () => truthOf(readFileSync(join(folder, 'truth.ndjson'), 'utf8'));
  return {
    pid: child.pid,
    baseUrl: child.baseUrl,
    logFile: join(folder, 'stand-in.log'),
    truth,
    stop: async () => {
      await child.stop();
      return truth();
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
