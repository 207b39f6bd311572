import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
import type { Bench } from './bench.ts';
import { startK6, WITHOUT_SUMMARY } from './k6.ts';
import type { PingPlan } from './ping.k6.ts';
import { startServer } from './server.ts';

/** What becomes of k6's samples: our output, nothing, or k6's own summary at the end. */
export type Output = 'hdrlog' | 'none' | 'summary';

/** A k6 that asks a server of its own. */
export interface Pings extends AsyncDisposable {
  /** Of k6. */
  readonly pid: number;
  /** Requests that were answered since the start. */
  answered(): Promise<number>;
}

const SCRIPT = new URL('ping.k6.ts', import.meta.url);
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/**
 * Starts a server and a k6, and waits for the first answer.
 *
 * @throws HarnessError when k6 ends, or has no answer in half a minute
 */
export async function startPings(
  bench: Bench,
  { output, scenario }: { readonly output: Output; readonly scenario: PingPlan['scenario'] },
): Promise<Pings> {
  await using owned = new AsyncDisposableStack();
  const server = owned.use(await startServer(bench));
  const plan: PingPlan = { url: server.pingUrl, scenario };
  const k6 = owned.use(startK6(bench, { script: SCRIPT, plan, flags: flagsOf(bench, output) }));
  let ended = false;
  void k6.exit.then(() => (ended = true));
  const deadline = performance.now() + START_TIMEOUT_MS;
  const answered = async () => (await server.state()).pings;
  while ((await answered()) === 0) {
    if (ended || performance.now() > deadline)
      throw new HarnessError('harness', `k6 asked nothing: ${k6.lastWords()}`);
    await wait(POLL_MS, undefined, { signal: bench.signal });
  }
  const started = owned.move();
  return { pid: k6.pid, answered, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

function flagsOf({ folder }: Bench, output: Output): readonly string[] {
  if (output === 'summary') return [];
  if (output === 'none') return WITHOUT_SUMMARY;
  return [...WITHOUT_SUMMARY, '--out', `hdrlog=${join(mkdtempSync(join(folder, 'hdrlog-')), 'metrics')}`];
}
