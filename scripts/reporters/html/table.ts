import type { Row } from '../book-rows.ts';
import { htmlText } from '../escape.ts';

/** What a table shows. */
export interface TableContent {
  readonly head: Row;
  readonly rows: readonly Row[];
  /** Class of the first cell of each row, our own word. */
  readonly states?: readonly string[];
}

/** A table with headings; cells are text and are escaped. Columns of numbers stand to the right. */
export function htmlTable(caption: string, { head, rows, states = [] }: TableContent): string {
  if (rows.length === 0) return '';
  const numeric = head.map((_, column) => rows.every((row) => /^[\d–≤≥-]/.test(row[column] ?? '')));
  const line = (tag: 'td' | 'th', row: Row, state?: string): string => {
    const cells = row.map((text, column) => {
      const scope = tag === 'th' ? ' scope="col"' : '';
      const name = column === 0 && state !== undefined ? state : numeric[column] === true ? 'number' : '';
      return `<${tag}${scope}${name === '' ? '' : ` class="${name}"`}>${htmlText(text)}</${tag}>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  };
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${htmlText(caption)}"><table>`,
    `<thead>${line('th', head)}</thead>`,
    `<tbody>${rows.map((row, index) => line('td', row, states[index])).join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n');
}
