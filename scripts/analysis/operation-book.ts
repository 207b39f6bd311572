import type { OperationBook } from '../../schemas/generated/run-result.ts';
import { countOf } from './counters.ts';
import type { MeasuredCounter, Measurements } from './measurements.ts';
import { hasEnded } from './run-end.ts';
import { seriesKey, type Tags } from './series-key.ts';
import { sumOf } from './sum.ts';

interface BookId {
  readonly scenario: string;
  readonly operation: string;
  readonly tab?: string;
}

/** The book of operations, one entry for each phase, operation and tab. */
export function operationBooks(measurements: Measurements): readonly OperationBook[] {
  const ids = new Map<string, BookId>();
  const note = ({ scenario, operation, tab }: BookId): void => {
    const id = { scenario, operation, ...(tab !== undefined && { tab }) };
    ids.set(seriesKey({ name: 'book', tags: id }), id);
  };
  for (const { name, tags } of measurements.counters) {
    const { scenario, operation, tab } = tags;
    if (name !== 'scrt_operations' || scenario === undefined || operation === undefined) continue;
    note({ scenario, operation, ...(tab !== undefined && { tab }) });
  }
  for (const { end } of measurements.instances) end?.operations.forEach(note);
  return [...ids.values()].map((id) => operationBook(measurements, id));
}

function operationBook(measurements: Measurements, id: BookId): OperationBook {
  const own = measurements.counters.filter(({ name, tags }) => name === 'scrt_operations' && isOf(id, tags));
  const ends = measurements.instances
    .flatMap((each) => each.end?.operations ?? [])
    .filter(
      (each) => each.scenario === id.scenario && each.operation === id.operation && each.tab === id.tab,
    );
  const ended = hasEnded(measurements);
  const begun = countOf(own, 'scrt_operations', { outcome: 'begun' });
  const answered = countOf(own, 'scrt_operations', { outcome: 'answered' });
  const failures = failuresOf(own);
  const failed = sumOf(Object.values(failures), (count) => count);
  const unanswered = ended ? sumOf(ends, (end) => end.unanswered) : Math.max(0, begun - answered - failed);
  const durations = measurements.series.filter(
    (each) => each.name === 'scrt_operation_duration' && isOf(id, each.tags),
  );
  const recorded = sumOf(durations, (each) => each.distribution.count);
  const oldest = Math.max(0, ...ends.map((end) => end.oldestUnansweredMs ?? 0));
  return {
    ...id,
    begun,
    answered,
    failed,
    failures,
    unanswered,
    oldestUnansweredMs: unanswered > 0 && oldest > 0 ? oldest : null,
    recorded,
    // A killed engine may have written one file of its last interval and not the other.
    balanced: begun === answered + failed + unanswered && (recorded === answered || !ended),
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

function isOf(id: BookId, tags: Tags): boolean {
  return tags['scenario'] === id.scenario && tags['operation'] === id.operation && tags['tab'] === id.tab;
}
