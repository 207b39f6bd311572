import { gatedMarks } from '../../schemas/mark.ts';
import type { Reason, RunResult } from '../../schemas/generated/run-result.ts';
import { EXIT } from '../command.ts';
import { checkContract } from '../contract/check.ts';
import { contractResult } from '../contract/result.ts';
import { isLoopback, locate, recordedTarget, type Target } from '../k6/target.ts';
import { startStep } from '../progress.ts';
import { createRunFolder, writeManifest } from './folder.ts';
import { createManifest } from './manifest.ts';
import { exitCodeOf, writeResult } from './render.ts';
import { standInDied, startStandInChild } from './stand-in-child.ts';

/** Calls a second at a host that is not ours. */
const CAREFUL_PER_SECOND = 1;

/** What to check, and how it was asked for. */
export interface ContractRunPlan {
  readonly command: string;
  readonly argv: readonly string[];
  readonly target: Target;
  /** Arguments of a stand-in of our own; undefined when the target stands for itself. */
  readonly standIn: readonly string[] | undefined;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** A finished check. */
export interface ContractRun {
  readonly folder: string;
  readonly result: RunResult;
  readonly exitCode: number;
}

/** Checks the contract once and leaves a run folder. */
export async function runContract(plan: ContractRunPlan): Promise<ContractRun> {
  const startedAt = new Date();
  const name = { startedAt, scenario: 'contract', profile: 'check', target: plan.target.name };
  const folder = createRunFolder(name);
  await using standIn =
    plan.standIn === undefined ? undefined : await startStandInChild({ folder, args: plan.standIn });
  const target = locate(plan.target, standIn?.baseUrl ?? plan.target.baseUrl ?? '');
  const manifest = createManifest({
    command: plan.command,
    argv: plan.argv,
    scenario: 'contract',
    profile: { name: 'check' },
    target: { ...recordedTarget(target) },
    sloFiles: [],
    seed: plan.seed,
    standIn: plan.standIn === undefined ? null : { arguments: plan.standIn },
    versions: {},
    startedAt,
  });
  writeManifest(folder, manifest);
  const incidents: Reason[] = [];
  let isOver = false;
  void standIn?.exit.then((exit) => {
    if (!isOver && !plan.signal.aborted) incidents.push(standInDied(exit));
  });
  const step = startStep('checking the contract');
  const check = await checkContract(target, {
    signal: plan.signal,
    ...(isLoopback(target.baseUrl) ? {} : { perSecond: CAREFUL_PER_SECOND }),
  });
  isOver = true;
  const partial = plan.signal.aborted;
  const gate = gatedMarks(standIn === undefined ? 'foreign target' : 'own stand-in');
  const judged = contractResult({ check, gate, partial, incidents, manifest: { ...manifest } });
  const exitCode = partial ? EXIT.interrupted : exitCodeOf(judged);
  const ended = { ...manifest, endedAt: new Date().toISOString(), exitCode };
  const result = { ...judged, manifest: { ...ended } };
  writeResult(folder, result);
  writeManifest(folder, ended);
  const { cases } = result.coverage;
  step.done(`contract: ${cases.filter(({ passed }) => passed).length} of ${cases.length} cases passed`);
  return { folder, result, exitCode };
}
