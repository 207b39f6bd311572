import { expect, it } from 'vitest';
import { percentile } from './percentile.ts';

const HUNDRED = Float64Array.from({ length: 100 }, (_, index) => index + 1);

it('is the nearest rank', () => {
  expect([0.5, 0.99, 1].map((share) => percentile(HUNDRED, share))).toEqual([50, 99, 100]);
});

it('is 0 when nothing was measured', () => {
  expect(percentile([], 0.99)).toBe(0);
});
