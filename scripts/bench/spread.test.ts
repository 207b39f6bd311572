import { expect, it } from 'vitest';
import { spreadOf } from './spread.ts';

it('takes the middle of an odd number of rounds, whatever their order', () => {
  expect(spreadOf([3, 1, 10])).toEqual({ median: 3, min: 1, max: 10 });
});

it('takes the mean of the two in the middle of an even number', () => {
  expect(spreadOf([1, 4, 2, 9])).toEqual({ median: 3, min: 1, max: 9 });
});

it('knows no spread of no rounds', () => {
  expect(() => spreadOf([])).toThrow(RangeError);
});
