import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HarnessError } from '../../errors.ts';
import { startChild, type Child } from '../../process/child.ts';
import type { Bench } from '../bench.ts';

const POLL_MS = 50;
const START_TIMEOUT_MS = 30_000;
/** For programs that do not look at their stdin: nothing outlives us. */
const ENDS_WITH_US = `--import=data:text/javascript,${encodeURIComponent("process.stdin.on('end', () => process.exit()).resume()")}`;

/** A program for Node, to be measured. */
export interface NodeProgram {
  /** For logs and messages. */
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Tells, once asked often enough, that it serves. */
  readonly serves: () => Promise<boolean>;
}

/**
 * Starts it in a process of its own and waits until it serves.
 *
 * @throws HarnessError when it ends before, or does not serve in half a minute
 */
export async function startNodeProgram(bench: Bench, program: NodeProgram): Promise<Child> {
  const { name, args, env = {}, serves } = program;
  const logFile = join(bench.folder, `${name}-${randomUUID()}.log`);
  await using owned = new AsyncDisposableStack();
  const child = owned.use(
    startChild({
      command: process.execPath,
      args: [ENDS_WITH_US, ...args],
      env,
      // Prism forks where it believes itself in production.
      dropEnv: (variable) => variable === 'NODE_ENV',
      logFile,
    }),
  );
  let ended = false;
  void child.exit.then(() => (ended = true));
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await serves())) {
    if (ended || performance.now() > deadline)
      throw new HarnessError('harness', `${name} did not start: ${lastWords(logFile)}`);
    await wait(POLL_MS, undefined, { signal: bench.signal });
  }
  owned.move();
  return child;
}

/** The last line that a program has said. */
export function lastWords(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').at(-1) || 'it said nothing';
}
