import type { IterationBook } from '../../schemas/generated/run-result.ts';
import { countOf } from './counters.ts';
import type { MeasuredInstance, Measurements } from './measurements.ts';
import { hasEnded, isPartial } from './run-end.ts';
import { sumOf } from './sum.ts';

/** The book of iterations, one entry for each phase. */
export function iterationBooks(measurements: Measurements): readonly IterationBook[] {
  const phases = new Set(measurements.instances.flatMap(phasesOf));
  for (const { name, tags } of measurements.counters) {
    if (name === 'scrt_iterations' && tags['scenario'] !== undefined) phases.add(tags['scenario']);
  }
  return [...phases].map((scenario) => iterationBook(measurements, scenario));
}

function iterationBook(measurements: Measurements, scenario: string): IterationBook {
  const { counters, instances } = measurements;
  const counted = (outcome: string): number => countOf(counters, 'scrt_iterations', { outcome, scenario });
  const completed = counted('completed');
  const threw = counted('threw');
  const dropped = countOf(counters, 'dropped_iterations', { scenario });
  const ends = instances.map((instance) =>
    instance.end?.iterations.find((each) => each.scenario === scenario),
  );
  const interrupted = hasEnded(measurements)
    ? sumOf(ends, (end) => end?.interrupted ?? 0)
    : Math.max(0, counted('started') - completed - threw);
  const spent = completed + threw + dropped + interrupted + counted('cancelled');
  const plan = planOf(instances, scenario);
  // Beyond the plan: a start that falls on the very end of a phase, which k6 fires or not as its timers race.
  const planned =
    plan === undefined ? null : Math.max(plan.planned, Math.min(spent, plan.planned + plan.atTheEnd));
  const neverStarted = planned === null ? 0 : Math.max(0, planned - spent);
  const startedAsClosed = counted('started') === completed + threw + interrupted;
  const mayBeCut = isPartial(measurements) || neverStarted <= (plan?.edge ?? 0);
  return {
    scenario,
    planned,
    completed,
    dropped,
    interrupted,
    // What a stopped run, or k6 at the edge of a phase, never started is cancelled: in no total (DESIGN §5).
    cancelled: counted('cancelled') + (mayBeCut ? neverStarted : 0),
    threw,
    balanced: startedAsClosed && (planned === null || (mayBeCut && planned === spent + neverStarted)),
  };
}

interface Plan {
  readonly planned: number;
  /** Planned starts so near to the end of the phase that k6 may cut them off. */
  readonly edge: number;
  /** Instances whose schedule may have a start on the very end. */
  readonly atTheEnd: number;
}

function planOf(instances: readonly MeasuredInstance[], scenario: string): Plan | undefined {
  const phases = instances.flatMap(
    ({ start }) => start?.phases.filter((each) => each.scenario === scenario) ?? [],
  );
  if (phases.some((phase) => phase.planned === null)) return undefined;
  return {
    planned: sumOf(phases, (phase) => phase.planned ?? 0),
    edge: sumOf(phases, (phase) => phase.edge ?? 0),
    atTheEnd: phases.filter((phase) => phase.executor === 'constant-arrival-rate').length,
  };
}

function phasesOf({ start, end }: MeasuredInstance): readonly string[] {
  return [...(start?.phases ?? []), ...(end?.iterations ?? [])].map((phase) => phase.scenario);
}
