import { expect, it } from 'vitest';
import { partTable, shown } from './table.ts';

it('shows the median and the range of several rounds, and one value as it is', () => {
  const rows = [
    { label: 'engine, CPU', values: [2.2, 2.1, 2.4], unit: 's' },
    { label: 'engine, 1000 streams', values: [62.14], unit: 'MB' },
    { label: 'HTTP/2', notMeasured: 'unknown option' },
  ];
  expect(partTable({ title: 'A title', rows }).split('\n')).toEqual([
    'A title',
    'engine, CPU           2.20 (2.10–2.40)  s',
    'engine, 1000 streams  62.1              MB',
    'HTTP/2                not measured      unknown option',
  ]);
});

it('shows three digits, and counts in full', () => {
  expect([0.0714, 1.234, 12.34, 1234.5, 140_702].map(shown)).toEqual([
    '0.071',
    '1.23',
    '12.3',
    '1,235',
    '140,702',
  ]);
});
