import { PHASES, type PhaseName } from '../../scenarios/catalogue/phases.ts';
import type { ScenarioMetadata } from '../../scenarios/catalogue/scenario.ts';
import type { Plan, PlannedScenario } from '../../scenarios/lib/plan.ts';
import type { RequestTarget } from '../../schemas/requests.ts';
import { HarnessError } from '../errors.ts';
import { durationOf, nanosecondsOf } from './duration.ts';
import { exactShape } from './load-shape.ts';
import { type Profile, type ProfileRow, shapeOf } from './profile.ts';

const GAP_NS = 1e9;
/** Without `url`: each conversation has one of its own, and k6 keeps a series for each. */
const SYSTEM_TAGS: readonly string[] = [
  'scenario',
  'name',
  'method',
  'status',
  'error_code',
  'expected_response',
];

/** What × how hard × where. */
export interface PlanInput {
  readonly scenario: ScenarioMetadata;
  readonly profile: Profile;
  readonly target: RequestTarget;
  readonly seed: number;
  /** Any number that no earlier run on the same server had; default 0, for a server that was started for this run. */
  readonly run?: number;
}

/** One phase in numbers, for people. */
export interface PhaseSummary {
  readonly phase: PhaseName;
  readonly startMs: number;
  readonly durationMs: number;
  /** Iterations that are started or dropped: certain beforehand. */
  readonly planned: number;
}

/** A plan, and what it amounts to. */
export interface LoadPlan {
  /** For the engine, as JSON in `SCRT_PLAN`. */
  readonly plan: Plan;
  readonly phases: readonly PhaseSummary[];
  /** Until the last phase's load ends; its last journeys end later. */
  readonly loadMs: number;
}

/**
 * Compiles a plan: the phases of the scenario one after the other, each as an open load of a certain number of
 * iterations. Pure.
 *
 * @throws HarnessError `config` for a phase without a row, without load, or with a parameter that it does not know
 */
export function createPlan({ scenario, profile, target, seed, run = 0 }: PlanInput): LoadPlan {
  const scenarios: Partial<Record<PhaseName, PlannedScenario>> = {};
  const parameters: Partial<Record<PhaseName, Readonly<Record<string, number>>>> = {};
  const phases: PhaseSummary[] = [];
  let startNs = 0;
  for (const phase of scenario.phases) {
    const row = rowOf(profile, phase);
    const shape = exactShape(shapeOf(row));
    if (shape === undefined)
      throw faulty(profile, phase, 'has no rate above zero; give a stage a target of at least 1');
    scenarios[phase] = {
      executor: 'ramping-arrival-rate',
      exec: phase,
      startTime: durationOf(startNs),
      startRate: shape.startRate,
      timeUnit: '1s',
      stages: shape.stages.map(({ target: to, durationNs }) => ({
        target: to,
        duration: durationOf(durationNs),
      })),
      preAllocatedVUs: row.virtualUsers,
      maxVUs: row.virtualUsers,
      gracefulStop: durationOf(nanosecondsOf(row.gracefulStop)),
    };
    parameters[phase] = parametersOf(profile, phase);
    phases.push({
      phase,
      startMs: startNs / 1e6,
      durationMs: shape.durationNs / 1e6,
      planned: shape.planned,
    });
    startNs += shape.durationNs + GAP_NS;
  }
  // A redirect is a finding, and followed it might lead to a host that nobody permitted.
  const options = {
    scenarios,
    maxRedirects: 0 as const,
    systemTags: SYSTEM_TAGS,
    userAgent: userAgentOf(target),
  };
  return {
    plan: { target: requestTarget(target), options, seed, run, phases: parameters },
    phases,
    loadMs: (startNs - GAP_NS) / 1e6,
  };
}

function rowOf(profile: Profile, phase: PhaseName): ProfileRow {
  const row = profile.phases[phase] ?? profile.phases.any;
  if (row === undefined) throw faulty(profile, phase, 'has no row; add one, or one for "any"');
  return row;
}

/** Defaults and the row's. In the row `any`, what a phase does not know is meant for others. */
function parametersOf(profile: Profile, phase: PhaseName): Readonly<Record<string, number>> {
  const known: Readonly<Record<string, number>> = PHASES[phase].parameters;
  const given = rowOf(profile, phase).parameters ?? {};
  const strange = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (strange !== undefined && profile.phases[phase] !== undefined) {
    const names = Object.keys(known).join(', ') || 'none';
    throw faulty(profile, phase, `has no parameter "${strange}"; it has ${names}`);
  }
  const own = Object.entries(given).filter(([name]) => Object.hasOwn(known, name));
  return { ...known, ...Object.fromEntries(own) };
}

function faulty({ name }: Profile, phase: PhaseName, problem: string): HarnessError {
  return new HarnessError('config', `profile "${name}": phase "${phase}" ${problem}`);
}

/** Only what a request needs: the purpose or the permission has no business in the engine's environment. */
function requestTarget(target: RequestTarget): RequestTarget {
  const { baseUrl, orgId, esDeveloperName, capabilitiesVersion, platform, context, timeouts } = target;
  const { captchaToken, guestTokenAuthorization, headers } = target;
  return {
    baseUrl,
    orgId,
    esDeveloperName,
    capabilitiesVersion,
    platform,
    context,
    timeouts,
    ...(captchaToken !== undefined && { captchaToken }),
    ...(guestTokenAuthorization !== undefined && { guestTokenAuthorization }),
    ...(headers !== undefined && { headers }),
  };
}

function userAgentOf({ context }: RequestTarget): string {
  return `${context.appName}/${context.clientVersion}`;
}
