import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose, type Diagnosis } from '../doctor/diagnose.ts';
import type { Facts } from '../doctor/facts.ts';
import { look } from '../doctor/look.ts';
import { doctorResult } from '../doctor/result.ts';
import { locate, recordedTarget, type Target } from '../k6/target.ts';
import { say } from '../progress.ts';
import { endRun, type EndedRun } from './ending.ts';
import { createRunFolder, writeManifest } from './folder.ts';
import { createManifest } from './manifest.ts';
import { startStandInChild, watchDeath } from './stand-in-child.ts';

/** What to look at, and how it was asked for. */
export interface DoctorRunPlan {
  readonly argv: readonly string[];
  readonly target: Target;
  /** Arguments of a stand-in of our own; undefined when the target stands for itself. */
  readonly standIn: readonly string[] | undefined;
  readonly seed: number;
  readonly token: string | undefined;
  readonly origin: string | undefined;
  readonly watchMs: number | undefined;
  readonly signal: AbortSignal;
}

/** A finished look. */
export interface DoctorRun extends EndedRun {
  readonly facts: Facts;
  readonly diagnosis: Diagnosis;
}

/** Looks once and leaves a run folder, with `doctor.json` beside what every run has. */
export async function runDoctor(plan: DoctorRunPlan): Promise<DoctorRun> {
  const startedAt = new Date();
  const profile = plan.watchMs === undefined ? 'look' : 'watch';
  const folder = createRunFolder({ startedAt, scenario: 'doctor', profile, target: plan.target.name });
  await using standIn =
    plan.standIn === undefined ? undefined : await startStandInChild({ folder, args: plan.standIn });
  if (standIn !== undefined) say(`· no --target: looking at a stand-in of our own, ${standIn.baseUrl}`);
  const target = locate(plan.target, standIn?.baseUrl ?? plan.target.baseUrl ?? '');
  const manifest = createManifest({
    command: 'doctor',
    argv: plan.argv,
    scenario: 'doctor',
    profile: { name: profile },
    target: { ...recordedTarget(target) },
    sloFiles: [],
    seed: plan.seed,
    standIn: plan.standIn === undefined ? null : { arguments: plan.standIn },
    versions: {},
    startedAt,
  });
  writeManifest(folder, manifest);
  const deaths = watchDeath(standIn, plan.signal);
  const { token, origin, watchMs, signal } = plan;
  const facts = await look({ target, token, origin, watchMs, signal, say });
  const diagnosis = diagnose(facts);
  const partial = signal.aborted;
  const judged = doctorResult({ facts, diagnosis, partial, manifest: { ...manifest }, incidents: deaths() });
  writeFileSync(join(folder, 'doctor.json'), `${JSON.stringify({ ...diagnosis, facts }, null, 2)}\n`);
  return { ...endRun(folder, judged, { manifest, signal }), facts, diagnosis };
}
