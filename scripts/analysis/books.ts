import type { Balance, IterationBook, OperationBook } from '../../schemas/generated/run-result.ts';
import type { MeasuredCounter, MeasuredInstance, Measurements } from './measurements.ts';
import { hasTags, seriesKey, type Tags } from './series-key.ts';
import { sumOf } from './sum.ts';

/**
 * Both books of a run. The engine's `end` line says what was open at the end; when an instance has none (it was
 * killed), what is open is what was begun and never closed.
 */
export function balance(measurements: Measurements): Balance {
  return { iterations: iterationBooks(measurements), operations: operationBooks(measurements) };
}

/** True when the run was stopped before its end, or an instance never wrote its end. */
export function isPartial({ instances }: Pick<Measurements, 'instances'>): boolean {
  return instances.some((instance) => instance.end === undefined || instance.end.aborted);
}

/** Iterations that k6 finished and our wrapper did not: an exception got past it. */
export function escapedIterations({ instances }: Measurements): number {
  return sumOf(
    instances.flatMap((instance) => instance.end?.iterations ?? []),
    (each) => Math.max(0, each.k6Completed - each.completed - each.threw - each.cancelled),
  );
}

function iterationBooks(measurements: Measurements): readonly IterationBook[] {
  const phases = new Set(measurements.instances.flatMap(phasesOf));
  for (const { name, tags } of measurements.counters) {
    if (name === 'scrt_iterations' && tags['scenario'] !== undefined) phases.add(tags['scenario']);
  }
  return [...phases].map((scenario) => iterationBook(measurements, scenario));
}

function iterationBook({ counters, instances }: Measurements, scenario: string): IterationBook {
  const counted = (outcome: string): number => total(counters, 'scrt_iterations', { outcome, scenario });
  const ends = instances.map((instance) => instance.end?.iterations.find((each) => each.scenario === scenario));
  const allEnded = instances.every((instance) => instance.end !== undefined);
  const planned = plannedOf(instances, scenario);
  const completed = counted('completed');
  const threw = counted('threw');
  const dropped = total(counters, 'dropped_iterations', { scenario });
  const interrupted = allEnded
    ? sumOf(ends, (end) => end?.interrupted ?? 0)
    : Math.max(0, counted('started') - completed - threw);
  const spent = completed + threw + dropped + interrupted + counted('cancelled');
  // A run that is stopped never starts the rest of its plan: cancelled, in no total (DESIGN §5).
  const neverStarted = isPartial({ instances }) && planned !== null ? Math.max(0, planned - spent) : 0;
  const startedAsClosed = counted('started') === completed + threw + interrupted;
  return {
    scenario,
    planned,
    completed,
    dropped,
    interrupted,
    cancelled: counted('cancelled') + neverStarted,
    threw,
    balanced: startedAsClosed && (planned === null || planned === spent + neverStarted),
  };
}

function operationBooks(measurements: Measurements): readonly OperationBook[] {
  const keys = new Map<string, OperationId>();
  const note = ({ scenario, operation, tab }: OperationId): void => {
    const id = { scenario, operation, ...(tab !== undefined && { tab }) };
    keys.set(seriesKey({ name: 'book', tags: id }), id);
  };
  for (const { name, tags } of measurements.counters) {
    if (name !== 'scrt_operations') continue;
    const { scenario, operation, tab } = tags;
    if (scenario !== undefined && operation !== undefined) note({ scenario, operation, ...(tab !== undefined && { tab }) });
  }
  for (const { end } of measurements.instances) end?.operations.forEach(note);
  return [...keys.values()].map((id) => operationBook(measurements, id));
}

interface OperationId {
  readonly scenario: string;
  readonly operation: string;
  readonly tab?: string;
}

function operationBook(measurements: Measurements, id: OperationId): OperationBook {
  const { instances, series } = measurements;
  const own = measurements.counters.filter(({ name, tags }) => name === 'scrt_operations' && isOf(id, tags));
  const ends = instances.flatMap((each) => each.end?.operations ?? []).filter((each) => isOf(id, asTags(each)));
  const allEnded = instances.every((instance) => instance.end !== undefined);
  const begun = total(own, 'scrt_operations', { outcome: 'begun' });
  const answered = total(own, 'scrt_operations', { outcome: 'answered' });
  const failures = failuresOf(own);
  const failed = sumOf(Object.values(failures), (count) => count);
  const unanswered = allEnded ? sumOf(ends, (end) => end.unanswered) : Math.max(0, begun - answered - failed);
  const durations = series.filter((each) => each.name === 'scrt_operation_duration' && isOf(id, each.tags));
  const recorded = sumOf(durations, (each) => each.distribution.count);
  const oldest = ends.map((end) => end.oldestUnansweredMs ?? 0).filter((age) => age > 0);
  return {
    ...id,
    begun,
    answered,
    failed,
    failures,
    unanswered,
    oldestUnansweredMs: unanswered > 0 && oldest.length > 0 ? Math.max(...oldest) : null,
    recorded,
    // A killed engine may have written one file of its last interval and not the other.
    balanced: begun === answered + failed + unanswered && (recorded === answered || !allEnded),
  };
}

function failuresOf(counters: readonly MeasuredCounter[]): Readonly<Record<string, number>> {
  const failures: Record<string, number> = {};
  for (const { tags, value } of counters) {
    if (tags['outcome'] !== 'failed') continue;
    const reason = tags['reason'] ?? 'error';
    failures[reason] = (failures[reason] ?? 0) + value;
  }
  return failures;
}

function plannedOf(instances: readonly MeasuredInstance[], scenario: string): number | null {
  let planned = 0;
  for (const { start } of instances) {
    const phase = start?.phases.find((each) => each.scenario === scenario);
    if (phase?.planned === null) return null;
    planned += phase?.planned ?? 0;
  }
  return planned;
}

function phasesOf({ start, end }: MeasuredInstance): readonly string[] {
  return [...(start?.phases ?? []), ...(end?.iterations ?? [])].map((phase) => phase.scenario);
}

function isOf(id: OperationId, tags: Tags): boolean {
  return tags['scenario'] === id.scenario && tags['operation'] === id.operation && tags['tab'] === id.tab;
}

function asTags({ scenario, operation, tab }: OperationId): Tags {
  return { scenario, operation, ...(tab !== undefined && { tab }) };
}

function total(counters: readonly MeasuredCounter[], name: string, tags: Tags): number {
  const own = counters.filter((each) => each.name === name && hasTags(each.tags, tags));
  return sumOf(own, (each) => each.value);
}
