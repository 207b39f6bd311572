import type { RunResult } from '../../schemas/generated/run-result.ts';
import type { Row } from './book-rows.ts';
import { budgetUsed, measuredBeside, percent, stateOf } from './wording.ts';

export const OBJECTIVE_HEAD: Row = [
  '',
  'objective',
  'measured',
  'limit',
  'good',
  'wanted',
  'events',
  'budget used',
];

/** A row for each objective, measured beside its limit. */
export function objectiveRows({ objectives }: RunResult): readonly Row[] {
  return objectives.map((objective) => {
    const [measured, limit] = measuredBeside(objective);
    return [
      stateOf(objective),
      objective.displayName,
      measured,
      limit,
      percent(objective.measured),
      percent(objective.target),
      String(objective.total),
      budgetUsed(objective),
    ];
  });
}
