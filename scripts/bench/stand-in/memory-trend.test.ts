import { expect, it } from 'vitest';
import { trendOf } from './memory-trend.ts';

/** One a second, for that many seconds. */
const samplesOf = (seconds: number, megabytesAt: (second: number) => number) =>
  Array.from({ length: seconds }, (_, second) => ({ seconds: second, megabytes: megabytesAt(second) }));

it('sees a leak of 1 MB a minute through the teeth of a collector', () => {
  const leaking = samplesOf(1200, (second) => 200 + second / 60 + (second % 20));
  const { leastSquares, quarters, lowest } = trendOf(leaking, 300);
  expect(leastSquares).toBeCloseTo(1, 1);
  expect(quarters).toBeCloseTo(1, 1);
  expect(lowest).toBeCloseTo(1, 1);
});

it('sees none in memory that only fills up during the warm-up', () => {
  const filling = samplesOf(1200, (second) => 100 + Math.min(second, 290));
  const none = { leastSquares: 0, quarters: 0, lowest: 0, first: 390, last: 390 };
  expect(trendOf(filling, 300)).toEqual(none);
});

it('takes the quarters by their medians, which one peak does not move', () => {
  const peak = samplesOf(400, (second) => (second === 399 ? 9_000 : 100));
  const { leastSquares, quarters, last } = trendOf(peak, 0);
  expect([quarters, last]).toEqual([0, 100]);
  expect(leastSquares).toBeGreaterThan(1);
});

it.each([0, 2])('sees %d MB a minute by the lowest where collections are rare and large', (leak) => {
  const teeth = samplesOf(900, (second) => 300 + (leak * second) / 60 + 150 * (((second + 40) % 130) / 130));
  const { leastSquares, lowest } = trendOf(teeth, 0);
  expect(lowest).toBeCloseTo(leak, 1);
  expect(Math.abs(lowest - leak)).toBeLessThan(Math.abs(leastSquares - leak) / 2);
});

it('knows memory that shrinks', () => {
  expect(
    trendOf(
      samplesOf(60, (second) => 100 - second / 60),
      0,
    ).quarters,
  ).toBeCloseTo(-1);
});

it('is no trend with fewer than two samples in a quarter', () => {
  expect(() =>
    trendOf(
      samplesOf(17, () => 1),
      10,
    ),
  ).toThrow(RangeError);
  expect(() => trendOf([], 0)).toThrow('0 samples');
});
