import { textTable } from '../text-table.ts';
import type { PartResult, Row } from './bench.ts';
import { spreadOf } from './spread.ts';

/** One part as a table: label, median (min–max), unit. */
export function partTable({ title, rows }: PartResult): string {
  return `${title}\n${textTable(rows.map(cellsOf))}`;
}

function cellsOf(row: Row): readonly string[] {
  if ('notMeasured' in row) return [row.label, 'not measured', row.notMeasured];
  const { median, min, max } = spreadOf(row.values);
  const range = row.values.length === 1 ? '' : ` (${shown(min)}–${shown(max)})`;
  return [row.label, `${shown(median)}${range}`, row.unit];
}

/** Three digits are more than any of these numbers can promise; a count is shown in full. */
export function shown(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
