import { CASE_HEAD, caseRows, type CountedCase } from '../reporters/case-rows.ts';
import { textTable } from '../text-table.ts';

/** The table operation × kind: `passed/run`, or a dash where nothing was tried. */
export function caseTable(cases: readonly CountedCase[]): string {
  return textTable([CASE_HEAD, ...caseRows(cases)]);
}
