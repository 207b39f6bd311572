import type { ScenarioMetadata } from '../../scenarios/catalogue/scenario.ts';
import type { ObjectiveSpec } from '../analysis/objective-spec.ts';
import { HarnessError } from '../errors.ts';
import { ensureEngine } from '../k6/engine.ts';
import { loadProfile, type Profile } from '../k6/profile.ts';
import { findScenario } from '../k6/scenario.ts';
import { assertLoadPermitted, loadTarget, locate, type LocatedTarget, type Target } from '../k6/target.ts';
import { readSlos } from '../slo.ts';
import { ROOT } from '../paths.ts';
import { ownStandIn, type StandInFlags } from './stand-in-flags.ts';

/** What a user asks for. */
export interface LoadFlags extends StandInFlags {
  readonly profile?: string;
  readonly target?: string;
  readonly slo?: readonly string[];
  readonly out?: readonly string[];
}

/** Everything that a run needs, checked before anything is started. */
export interface LoadRequest {
  readonly command: string;
  readonly argv: readonly string[];
  readonly scenario: ScenarioMetadata;
  readonly profile: Profile;
  readonly target: Target;
  /** Arguments of a stand-in of our own; undefined when the target stands for itself. */
  readonly standIn: readonly string[] | undefined;
  readonly slos: readonly ObjectiveSpec[];
  readonly slosAreExplicit: boolean;
  readonly sloFiles: readonly string[];
  readonly outs: readonly string[];
  readonly seed: number;
  /** Path of the engine. */
  readonly engine: string;
  readonly signal: AbortSignal;
}

/** Which command asks, with which words. */
export interface Asked {
  readonly command: string;
  readonly argv: readonly string[];
  readonly scenario: string;
  readonly flags: LoadFlags;
  readonly signal: AbortSignal;
}

const DEFAULT_SLO = 'scenarios/slo/default.yaml';

/**
 * Reads and checks everything that a run is made of, the cheap and the likely to be wrong first.
 *
 * @throws HarnessError `usage`, `config` or `refused` for what the user got wrong; `engine` without one
 */
export async function prepareLoad({ command, argv, scenario, flags, signal }: Asked): Promise<LoadRequest> {
  const explicit = flags.slo !== undefined;
  assertOutputs(flags.out ?? []);
  const sloFiles = flags.slo ?? [DEFAULT_SLO];
  const target = loadTarget(flags.target ?? 'stand-in');
  const seed = seedOf(flags);
  const standIn = ownStandIn(flags);
  if (flags.target !== undefined) assertLoadPermitted(located(target), new Date());
  return {
    command,
    argv,
    scenario: findScenario(scenario),
    profile: loadProfile(flags.profile ?? 'nightly'),
    target,
    standIn,
    slos: await readSlos(explicit ? sloFiles : [`${ROOT}${DEFAULT_SLO}`]),
    slosAreExplicit: explicit,
    sloFiles,
    outs: flags.out ?? [],
    seed,
    engine: await ensureEngine(signal),
    signal,
  };
}

/**
 * k6 outputs that a run can have beside its own.
 *
 * @throws HarnessError `usage` for a second set of books, and for what writes where the engine's log is read
 */
function assertOutputs(outs: readonly string[]): void {
  for (const out of outs) {
    if (/^hdrlog\b/.test(out)) {
      throw new HarnessError('usage', `--out is "${out}", which every run has by itself; leave it out`);
    }
    if (/^(json|csv)=-$|^json$/.test(out)) {
      throw new HarnessError(
        'usage',
        `--out is "${out}", which writes to stdout; name a file: json=samples.json`,
      );
    }
  }
}

/** The seed that a flag gives; 1 by default. @throws HarnessError `usage` for anything but a whole number */
export function seedOf({ seed = '1' }: Pick<StandInFlags, 'seed'>): number {
  if (!/^\d{1,9}$/.test(seed)) {
    throw new HarnessError('usage', `--seed is "${seed}"; it takes a whole number of at most nine digits`);
  }
  return Number(seed);
}

/** A target that says where it is. @throws HarnessError `usage` when it does not */
export function located(target: Target): LocatedTarget {
  const { name, baseUrl } = target;
  if (baseUrl === undefined) {
    throw new HarnessError(
      'usage',
      `target "${name}" has no baseUrl. Leave --target out to start a stand-in, or give the URL of one that runs.`,
    );
  }
  return locate(target, baseUrl);
}
