import { CONTRACT } from '../../schemas/generated/contract-table.ts';
import { textTable } from '../text-table.ts';
import { CASE_KINDS } from './cases/case.ts';
import type { CaseOutcome } from './check.ts';

/** The table operation × kind: `passed/run`, or a dash where nothing was tried. */
export function caseTable(cases: readonly CaseOutcome[]): string {
  const rows = Object.keys(CONTRACT.operations).map((operation) => [
    operation,
    ...CASE_KINDS.map((kind) =>
      cell(cases.filter((one) => one.operation === operation && one.kind === kind)),
    ),
  ]);
  return textTable([['operation', ...CASE_KINDS], ...rows]);
}

function cell(cases: readonly CaseOutcome[]): string {
  if (cases.length === 0) return '–';
  return `${cases.filter(({ passed }) => passed).length}/${cases.length}`;
}
