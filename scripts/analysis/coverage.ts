import type { Balance, Coverage, ViolationGroup } from '../../schemas/generated/run-result.ts';
import type { Measurements } from './measurements.ts';
import type { Tags } from './series-key.ts';

/** What a load run exercised. */
export function coverage(
  { counters }: Pick<Measurements, 'counters'>,
  balance: Balance,
  violations: readonly ViolationGroup[],
): Coverage {
  const counted = (metric: string, name: (tags: Tags) => string | undefined): Coverage['events'] =>
    exercises(counters.filter((each) => each.name === metric).map((each) => [name(each.tags), each.value]));
  return {
    operations: exercises(balance.operations.map((book) => [book.operation, book.begun])),
    statuses: counted('scrt_operation_status', ({ operation, status }) =>
      `${operation ?? ''} ${status ?? ''}`.trim(),
    ),
    events: counted('scrt_events', ({ event }) => event),
    rules: exercises(violations.map((group) => [group.rule, group.count])),
    cases: [],
  };
}

function exercises(counts: readonly (readonly [string | undefined, number])[]): Coverage['events'] {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) {
    if (name !== undefined && name !== '') sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].map(([name, count]) => ({ name, count })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
