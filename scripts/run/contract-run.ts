import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatedMarks, type Mark } from '../../schemas/mark.ts';
import { createCustomerSystem, type CustomerSystem } from '../contract/customer.ts';
import { checkContract, type CheckOptions } from '../contract/check.ts';
import { expiredTokenOf } from '../contract/expired-token.ts';
import { contractResult } from '../contract/result.ts';
import { isLoopback, locate, recordedTarget, type Target } from '../k6/target.ts';
import { startStep } from '../progress.ts';
import { endRun, type EndedRun } from './ending.ts';
import { createRunFolder, writeManifest } from './folder.ts';
import { createManifest } from './manifest.ts';
import { startStandInChild, watchDeath, type StandInChild } from './stand-in-child.ts';

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
  /** The mildest mark that fails; default as the target is. */
  readonly gate?: Mark | undefined;
  /** Ids of the cases to run; default all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Calls a second at most; default as the target is. */
  readonly perSecond?: number | undefined;
  /** A token of a target that stands for itself, which was good once. */
  readonly expiredToken?: string | undefined;
}

/** What a stand-in of ours is told when the contract is checked, before what else it is told. */
const THOROUGH = ['--agent', 'thorough', '--ping-interval', '250ms'];

/** What a stand-in of ours does not bring within this time will not come. */
const OWN_AWAITED_MS = 3_000;

/** Checks the contract once and leaves a run folder. */
export async function runContract(plan: ContractRunPlan): Promise<EndedRun> {
  const startedAt = new Date();
  const name = { startedAt, scenario: 'contract', profile: 'check', target: plan.target.name };
  const folder = createRunFolder(name);
  const customers = plan.standIn === undefined ? undefined : createCustomerSystem();
  await using standIn = customers && (await startKnowing(plan, { folder, customers }));
  const target = locate(patience(plan), standIn?.baseUrl ?? plan.target.baseUrl ?? '');
  const manifest = createManifest({
    command: plan.command,
    argv: plan.argv,
    scenario: 'contract',
    profile: { name: 'check' },
    target: { ...recordedTarget(target) },
    sloFiles: [],
    seed: plan.seed,
    standIn: plan.standIn === undefined ? null : { arguments: [...THOROUGH, ...plan.standIn] },
    versions: {},
    startedAt,
  });
  writeManifest(folder, manifest);
  const deaths = watchDeath(standIn, plan.signal);
  const step = startStep('checking the contract');
  const check = await checkContract(target, {
    ...checkOptions(plan, target.baseUrl),
    onCase: step.at,
    identify: customers?.identify,
  });
  const partial = plan.signal.aborted;
  const gate = gatedMarks(standIn === undefined ? 'foreign target' : 'own stand-in', plan.gate);
  const judged = contractResult({ check, gate, partial, incidents: deaths(), manifest: { ...manifest } });
  const run = endRun(folder, judged, { manifest, signal: plan.signal });
  const { cases } = judged.coverage;
  step.done(`contract: ${cases.filter(({ passed }) => passed).length} of ${cases.length} cases passed`);
  return run;
}

/** Starts a stand-in that can verify our customers. Their keys are read once, at its start. */
async function startKnowing(
  { standIn = [] }: ContractRunPlan,
  { folder, customers }: { readonly folder: string; readonly customers: CustomerSystem },
): Promise<StandInChild> {
  const file = join(folder, 'identity-keys.json');
  writeFileSync(file, JSON.stringify(customers.keys));
  try {
    return await startStandInChild({ folder, args: [...THOROUGH, '--identity-keys', file, ...standIn] });
  } finally {
    rmSync(file);
  }
}

function checkOptions(
  { signal, seed, only, perSecond, standIn, expiredToken }: ContractRunPlan,
  baseUrl: string,
): CheckOptions {
  const isReal = !isLoopback(baseUrl);
  const isOwn = standIn !== undefined;
  return {
    signal,
    seed,
    only,
    isOwn,
    isReal,
    perSecond: perSecond ?? (isReal ? CAREFUL_PER_SECOND : undefined),
    expiredToken: isOwn ? expiredTokenOf(seed) : expiredToken,
  };
}

function patience({ target, standIn }: ContractRunPlan): Target {
  const { timeouts } = target;
  return standIn === undefined
    ? target
    : { ...target, timeouts: { ...timeouts, awaitedEventMs: OWN_AWAITED_MS } };
}
