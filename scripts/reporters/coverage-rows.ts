import { EVENTS } from '../../schemas/generated/events.ts';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import type { Coverage, Missing } from '../../schemas/generated/run-result.ts';
import { RULES } from '../../schemas/rules.ts';
import type { Row } from './book-rows.ts';

export const COVERAGE_HEAD: Row = ['of the contract', 'exercised', 'of'];
export const MISSING_HEAD: Row = ['not exercised', 'why', 'which'];

const PLURALS = {
  case: 'cases',
  operation: 'operations',
  status: 'statuses',
  event: 'events',
  rule: 'rules',
} as const satisfies Readonly<Record<Missing['kind'], string>>;

/** How much of the contract a check went through; none for load, which has no such claim. */
export function coverageRows({ cases, statuses, missing }: Coverage): readonly Row[] {
  if (missing === undefined) return [];
  const lacking = (kind: Missing['kind']) => missing.filter((each) => each.kind === kind).length;
  const row = (kind: Missing['kind'], total: number): Row => [
    PLURALS[kind],
    String(total - lacking(kind)),
    String(total),
  ];
  return [
    row('case', cases.length + lacking('case')),
    row('operation', Object.keys(OPERATIONS).length),
    row('status', statuses.length + lacking('status')),
    row('event', Object.keys(EVENTS).length),
    row('rule', Object.keys(RULES).length),
  ];
}

/** What was not exercised, by reason. */
export function missingRows({ missing = [] }: Coverage): readonly Row[] {
  const groups = Map.groupBy(missing, ({ kind, why }) => `${kind} ${why}`);
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const kind = members.length === 1 ? first.kind : PLURALS[first.kind];
    return [[`${members.length} ${kind}`, first.why, members.map(({ name }) => name).join(', ')]];
  });
}
