import type { Row } from '../book-rows.ts';
import { htmlText } from '../escape.ts';

/** A table with headings; cells are text and are escaped. Columns of numbers stand to the right. */
export function htmlTable(caption: string, head: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const numeric = head.map((_, column) => rows.every((row) => /^[\d–≤≥-]/.test(row[column] ?? '')));
  const cell = (tag: 'td' | 'th', text: string, column: number): string => {
    const scope = tag === 'th' ? ' scope="col"' : '';
    return `<${tag}${scope}${numeric[column] === true ? ' class="number"' : ''}>${htmlText(text)}</${tag}>`;
  };
  const line = (tag: 'td' | 'th', row: Row): string =>
    `<tr>${row.map((text, column) => cell(tag, text, column)).join('')}</tr>`;
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${htmlText(caption)}"><table>`,
    `<thead>${line('th', head)}</thead>`,
    `<tbody>${rows.map((row) => line('td', row)).join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n');
}
