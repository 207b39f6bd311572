import type { RequestTarget } from '../../schemas/requests.ts';
import { PHASES, type ParametersOf, type PhaseName } from '../catalogue/phases.ts';

/** A phase as k6 takes it. Durations are texts such as `10.05s`. */
export interface PlannedScenario {
  readonly executor: 'ramping-arrival-rate';
  readonly exec: PhaseName;
  readonly startTime: string;
  readonly startRate: number;
  readonly timeUnit: '1s';
  readonly stages: readonly { readonly target: number; readonly duration: string }[];
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
  readonly gracefulStop: string;
}

/** The `options` that a script exports to k6. */
export interface PlannedOptions {
  readonly scenarios: Readonly<Partial<Record<PhaseName, PlannedScenario>>>;
  readonly maxRedirects: 0;
  readonly systemTags: readonly string[];
  readonly userAgent: string;
}

/** Everything that a scenario needs to know; it comes as JSON in the variable `SCRT_PLAN`. */
export interface Plan {
  readonly target: RequestTarget;
  readonly options: PlannedOptions;
  /** Decides every id that a guest makes up; together with `run`, so that two runs do not claim the same ids. */
  readonly seed: number;
  readonly run: number;
  readonly phases: Readonly<Partial<Record<PhaseName, Readonly<Record<string, number>>>>>;
}

/** Reads the plan. @throws Error when there is none, or no JSON: the script was started by hand without one */
export function readPlan(text: string | undefined): Plan {
  if (text === undefined || text === '') {
    throw new Error('SCRT_PLAN is not set; scenarios are started by `npm run load`, which makes the plan');
  }
  try {
    return JSON.parse(text) as Plan;
  } catch (error) {
    throw new Error(`SCRT_PLAN is no JSON (${String(error)})`, { cause: error });
  }
}

/** The parameters of a phase: the plan's, else the defaults. */
export function parametersOf<Phase extends PhaseName>(plan: Plan, phase: Phase): ParametersOf<Phase> {
  return { ...PHASES[phase].parameters, ...plan.phases[phase] } as ParametersOf<Phase>;
}
