import type { OperationBook, RunResult } from '../../schemas/generated/run-result.ts';

/** A row of a table, cells as text. */
export type Row = readonly string[];

export const ITERATION_HEAD: Row = [
  'phase',
  'planned',
  'completed',
  'dropped',
  'interrupted',
  'cancelled',
  'threw',
  'balanced',
];
export const OPERATION_HEAD: Row = [
  'phase',
  'operation',
  'begun',
  'answered',
  'failed',
  'unanswered',
  'balanced',
];

/** The book of iterations, a row for each phase. */
export function iterationRows({ balance }: RunResult): readonly Row[] {
  return balance.iterations.map((book) => [
    book.scenario,
    book.planned === null ? '–' : String(book.planned),
    ...[book.completed, book.dropped, book.interrupted, book.cancelled, book.threw].map(String),
    book.balanced ? 'yes' : 'NO',
  ]);
}

/** The book of operations, a row for each phase and operation; tabs are added up. */
export function operationRows({ balance }: RunResult): readonly Row[] {
  const rows = Map.groupBy(balance.operations, (book) => JSON.stringify([book.scenario, book.operation]));
  return [...rows.values()].map((books) => {
    const sum = (value: (book: OperationBook) => number): number =>
      books.reduce((all, book) => all + value(book), 0);
    const first = books[0] as OperationBook;
    const tabs = first.tab === undefined ? '' : ` (${books.length} tabs)`;
    return [
      first.scenario,
      `${first.operation}${tabs}`,
      String(sum((book) => book.begun)),
      String(sum((book) => book.answered)),
      failed(books),
      String(sum((book) => book.unanswered)),
      books.every((book) => book.balanced) ? 'yes' : 'NO',
    ];
  });
}

function failed(books: readonly OperationBook[]): string {
  const reasons: Record<string, number> = {};
  for (const { failures } of books) {
    for (const [reason, count] of Object.entries(failures)) reasons[reason] = (reasons[reason] ?? 0) + count;
  }
  const all = books.reduce((sum, book) => sum + book.failed, 0);
  const named = Object.entries(reasons).map(([reason, count]) => `${reason} ${count}`);
  return named.length === 0 ? String(all) : `${all} (${named.join(', ')})`;
}
