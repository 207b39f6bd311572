import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gatedMarks } from '../../schemas/mark.ts';
import type { Reason } from '../../schemas/generated/run-result.ts';
import { analyse } from '../analysis/analyse.ts';
import { limitsOf } from '../analysis/objective-spec.ts';
import { bundleScenario } from '../k6/bundle.ts';
import { metricsPrefix, startEngine } from '../k6/engine-run.ts';
import { engineVersion } from '../k6/engine.ts';
import { createPlan, type LoadPlan } from '../k6/plan.ts';
import { operationsOf } from '../k6/scenario.ts';
import { assertLoadPermitted, locate, recordedTarget, type LocatedTarget } from '../k6/target.ts';
import { ROOT } from '../paths.ts';
import { say, startStep } from '../progress.ts';
import { readMeasurements } from '../run-folder/read-measurements.ts';
import { endRun, type EndedRun } from './ending.ts';
import { createRunFolder, writeManifest } from './folder.ts';
import type { LoadRequest } from './load-request.ts';
import { createManifest, type Manifest } from './manifest.ts';
import { startStandInChild, type StandInChild } from './stand-in-child.ts';
import { readTruth } from './truth.ts';
import { writeViolations } from './violations-file.ts';
import { watchLoad } from './watch-load.ts';

const INSTANCE = '0';

/** One load run from start to result. Whatever was measured is kept, however it ends. */
export async function runLoad(request: LoadRequest): Promise<EndedRun> {
  const startedAt = new Date();
  const { scenario, profile, target } = request;
  const folder = createRunFolder({
    startedAt,
    scenario: scenario.name,
    profile: profile.name,
    target: target.name,
  });
  const standIn =
    request.standIn === undefined ? undefined : await startStandInChild({ folder, args: request.standIn });
  let manifest: Manifest;
  let incidents: readonly Reason[];
  try {
    const located = locate(target, standIn?.baseUrl ?? target.baseUrl ?? '');
    assertLoadPermitted(located, startedAt);
    // A stand-in of our own is new; a server that lives on must not be shown the ids of an earlier run.
    const run = standIn === undefined ? Math.floor(startedAt.getTime() / 1000) : 0;
    const load = createPlan({ scenario, profile, target: located, seed: request.seed, run });
    manifest = await manifestOf(request, { located, startedAt });
    writeManifest(folder, manifest);
    incidents = await generateLoad(request, { folder, load, standIn });
  } finally {
    await standIn?.stop();
  }
  return judge(request, { folder, manifest, incidents });
}

async function generateLoad(
  { engine, scenario, outs, signal }: LoadRequest,
  {
    folder,
    load,
    standIn,
  }: { readonly folder: string; readonly load: LoadPlan; readonly standIn: StandInChild | undefined },
): Promise<readonly Reason[]> {
  const script = join(ROOT, '.cache', `${scenario.name}.${process.pid}.js`);
  const { bytes, validatorBytes } = await bundleScenario(scenario.name, script);
  say(`✓ scenario bundled: ${kilobytes(bytes)}, of which validators ${kilobytes(validatorBytes)}`);
  const step = startLoadStep(load);
  try {
    const run = { binary: engine, script, folder, instance: INSTANCE, plan: load.plan, outs };
    await using child = startEngine(run);
    const incidents = await watchLoad({
      engine: child,
      metrics: metricsPrefix(run),
      folder,
      standIn,
      signal,
    });
    if (signal.aborted) step.failed('load stopped on request');
    else if (incidents.length > 0) step.failed('load broken off');
    else step.done('load generated');
    return incidents;
  } catch (error) {
    step.failed('no load generated');
    throw error;
  } finally {
    rmSync(script, { force: true });
  }
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

function startLoadStep({ phases, loadMs }: LoadPlan): ReturnType<typeof startStep> {
  const planned = phases.map(({ phase, planned: iterations }) => `${iterations} of ${phase}`).join(', ');
  return startStep(`generating load for ${Math.ceil(loadMs / 1000)} s: ${planned}`, { remind: false });
}

async function manifestOf(
  request: LoadRequest,
  { located, startedAt }: { readonly located: LocatedTarget; readonly startedAt: Date },
): Promise<Manifest> {
  const { version, go_version: go } = await engineVersion(request.engine);
  return createManifest({
    command: request.command,
    argv: request.argv,
    scenario: request.scenario.name,
    profile: { ...request.profile },
    target: { ...recordedTarget(located) },
    sloFiles: request.sloFiles,
    seed: request.seed,
    standIn: request.standIn === undefined ? null : { arguments: request.standIn },
    versions: { k6: version, engine: engineName(request.engine), go },
    startedAt,
  });
}

/** The hash of its sources for a build of ours, the path of any other. */
function engineName(path: string): string {
  return path.startsWith(join(ROOT, '.cache')) ? basename(dirname(path)) : path;
}

async function judge(
  request: LoadRequest,
  {
    folder,
    manifest,
    incidents,
  }: {
    readonly folder: string;
    readonly manifest: Manifest;
    readonly incidents: readonly Reason[];
  },
): Promise<EndedRun> {
  const step = startStep('judging');
  const prefixes = [metricsPrefix({ folder, instance: INSTANCE })];
  const measurements = await readMeasurements({ prefixes, limits: limitsOf(request.slos) });
  const truth = readTruth(folder);
  const judged = analyse({
    measurements,
    manifest: { ...manifest },
    slos: request.slos,
    slosAreExplicit: request.slosAreExplicit,
    scenarioOperations: operationsOf(request.scenario),
    gate: gatedMarks(request.standIn === undefined ? 'foreign target' : 'own stand-in'),
    cores: cpus().length,
    incidents,
    ...(truth === undefined ? {} : { truth }),
  });
  writeViolations(folder, measurements.violations);
  const run = endRun(folder, judged, { manifest, signal: request.signal });
  step.done('judged');
  return run;
}
