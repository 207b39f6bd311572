import { OPERATIONS } from '../../schemas/generated/operations.ts';
import type { CheckedCase } from '../../schemas/generated/run-result.ts';
import { CASE_KINDS } from '../contract/cases/case.ts';
import type { Row } from './book-rows.ts';

/** What of a case the table needs. */
export type CountedCase = Pick<CheckedCase, 'operation' | 'kind' | 'passed'>;

export const CASE_HEAD: Row = ['operation', ...CASE_KINDS];

/** A row for each operation of the contract: `passed/run` by kind, a dash where nothing was tried; none without a case. */
export function caseRows(cases: readonly CountedCase[]): readonly Row[] {
  if (cases.length === 0) return [];
  return Object.keys(OPERATIONS).map((operation) => [
    operation,
    ...CASE_KINDS.map((kind) =>
      cell(cases.filter((one) => one.operation === operation && one.kind === kind)),
    ),
  ]);
}

function cell(cases: readonly CountedCase[]): string {
  if (cases.length === 0) return '–';
  return `${cases.filter(({ passed }) => passed).length}/${cases.length}`;
}
