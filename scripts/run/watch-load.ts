import { join } from 'node:path';
import type { Reason } from '../../schemas/generated/run-result.ts';
import { HarnessError } from '../errors.ts';
import { describeExit, exitName } from '../k6/engine-exit.ts';
import type { RunningEngine } from '../k6/engine-run.ts';
import type { ChildExit } from '../process/child.ts';
import { say } from '../progress.ts';
import { withoutSecrets } from '../secrets.ts';
import { readComplaints, type Complaints } from './engine-log.ts';
import { reportProgress } from './load-progress.ts';
import { standInDied, type StandInChild } from './stand-in-child.ts';

/** Half a run is no run: what was measured is kept, and nobody is to take it for a pass. */
const STOPPED: Reason = {
  code: 'stopped',
  effect: 'invalid',
  text: 'the run was stopped on request before its end',
};
/** k6 cuts what is in flight within some 20 ms and then writes its last interval. */
const STOP_TIMEOUT_MS = 15_000;
/** Codes of k6 for an output that it cannot use: 104 for its configuration, 255 for anything else. */
const OUTPUT_REFUSED: readonly (number | null)[] = [104, 255];

/** What is running. */
export interface RunningLoad {
  readonly engine: RunningEngine;
  /** Path of the engine's metric files, without their endings. */
  readonly metrics: string;
  readonly folder: string;
  /** The stand-in that we started, if we did. */
  readonly standIn: StandInChild | undefined;
  readonly signal: AbortSignal;
}

/**
 * Waits until the engine has ended, by itself or because it was stopped: by the user, or because our
 * stand-in died under it. Returns what no file of the run shows.
 *
 * @throws HarnessError `usage` when k6 refuses an output that the user has asked for
 */
export async function watchLoad(load: RunningLoad): Promise<readonly Reason[]> {
  const incidents: Reason[] = [];
  const progress = reportProgress(load.metrics);
  let stopped = false;
  const stop = () => {
    stopped = true;
    void load.engine.stop(STOP_TIMEOUT_MS);
  };
  load.signal.addEventListener('abort', stop, { once: true });
  if (load.signal.aborted) stop();
  let ended = false;
  void load.standIn?.exit.then((exit) => {
    if (ended || load.signal.aborted) return;
    incidents.push(standInDied(exit));
    stop();
  });
  const exit = await load.engine.exit;
  ended = true;
  load.signal.removeEventListener('abort', stop);
  const { begun } = progress.stop();
  const complaints = await readComplaints(join(load.folder, 'engine.log'));
  if (load.signal.aborted) incidents.push(STOPPED);
  if (!stopped && begun === 0) assertOutputsAccepted(load.engine, { exit, complaints });
  if (complaints.last !== undefined)
    say(`! complaints of the engine: ${complaints.count}, the last: ${complaints.last}; see engine.log`);
  if (!stopped && exit.code !== 0) incidents.push(engineFailed(exit, complaints));
  return incidents;
}

/** How the engine ended, and what it said. */
interface LastWords {
  readonly exit: ChildExit;
  readonly complaints: Complaints;
}

/**
 * Our own output cannot be the one: it has a code of its own (120). Nor can it be the scenario, which throws with 107.
 */
function assertOutputsAccepted({ outs }: RunningEngine, { exit, complaints }: LastWords): void {
  if (outs.length === 0 || !OUTPUT_REFUSED.includes(exit.code)) return;
  const asked = outs.map((out) => `--out ${withoutSecrets(out)}`).join(' ');
  throw new HarnessError(
    'usage',
    `k6 did not start with ${asked} (${exitName(exit)}): ${complaints.lastError ?? 'it did not say why'}. ` +
      'Correct that output, or leave it out; how each is set: https://grafana.com/docs/k6/v1.8.x/results-output/real-time/',
  );
}

function engineFailed(exit: ChildExit, { last, lastError }: Complaints): Reason {
  const { what, next } = describeExit(exit);
  const words = lastError ?? last;
  return {
    code: 'engine-failed',
    effect: 'invalid',
    text: `the engine ${what} (${exitName(exit)})${words === undefined ? '' : `: ${words}`}; ${next}; see engine.log`,
  };
}
