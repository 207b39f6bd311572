import { OPERATIONS } from '../../schemas/generated/operations.ts';
import type { CheckedCase, Coverage } from '../../schemas/generated/run-result.ts';
import { CASE_KINDS } from '../contract/cases/case.ts';
import type { Row } from './book-rows.ts';

/** What of a case the table needs. */
export type CountedCase = Pick<CheckedCase, 'operation' | 'kind' | 'passed'>;

export const CASE_HEAD: Row = ['operation', ...CASE_KINDS, 'requests'];

/** What of the coverage the table needs. */
export interface CountedCases extends Pick<Coverage, 'statuses'> {
  readonly cases: readonly CountedCase[];
}

/** A row for each operation of the contract: `passed/run` by kind, a dash where nothing was tried; none without a case. */
export function caseRows({ cases, statuses }: CountedCases): readonly Row[] {
  if (cases.length === 0) return [];
  return Object.keys(OPERATIONS).map((operation) => [
    operation,
    ...CASE_KINDS.map((kind) =>
      cell(cases.filter((one) => one.operation === operation && one.kind === kind)),
    ),
    String(answersOf(operation, statuses)),
  ]);
}

function cell(cases: readonly CountedCase[]): string {
  if (cases.length === 0) return '–';
  return `${cases.filter(({ passed }) => passed).length}/${cases.length}`;
}

function answersOf(operation: string, statuses: Coverage['statuses']): number {
  return statuses
    .filter(({ name }) => name.startsWith(`${operation} `))
    .reduce((sum, { count }) => sum + count, 0);
}
