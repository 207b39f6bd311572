import { expect, it } from 'vitest';
import { ratioRow, roundRows } from './round-rows.ts';

interface Round {
  readonly cpu: number;
}

const CPU = { name: 'CPU', unit: 's', of: ({ cpu }: Round) => cpu };
const FAILURE = { reason: 'it ended early' };

it('gives each aspect the values of all rounds', () => {
  expect(roundRows('engine', [{ cpu: 2 }, { cpu: 3 }], [CPU])).toEqual([
    { label: 'engine, CPU', values: [2, 3], unit: 's' },
  ]);
});

it('says why, instead of a median of fewer rounds', () => {
  expect(roundRows('engine', [{ cpu: 2 }, FAILURE], [CPU])).toEqual([
    { label: 'engine', notMeasured: 'it ended early' },
  ]);
});

it('divides within each round', () => {
  const pair = { ours: [{ cpu: 2 }, { cpu: 9 }], theirs: [{ cpu: 1 }, { cpu: 3 }] };
  expect(ratioRow('ours / theirs', pair, CPU.of)).toEqual({
    label: 'ours / theirs',
    values: [2, 3],
    unit: '×',
  });
});

it('divides nothing when a round is missing on either side', () => {
  const pair = { ours: [{ cpu: 2 }], theirs: [FAILURE] };
  expect(ratioRow('ours / theirs', pair, CPU.of)).toHaveProperty('notMeasured');
});
