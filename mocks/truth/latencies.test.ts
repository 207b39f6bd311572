import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { createLatencies } from './latencies.ts';

test('knows every value to 1 part in 64, and counts, greatest and sum exactly', () => {
  const latencies = createLatencies();
  const random = createRandom(1);
  const values = Array.from({ length: 5_000 }, () => Math.round(10 ** (random.next() * 9)));
  for (const us of values) latencies.record(us / 1000);
  const { count, maxUs, sumUs, buckets } = latencies.summary();
  expect([count, maxUs, sumUs]).toEqual([
    5_000,
    Math.max(...values),
    values.reduce((sum, value) => sum + value, 0),
  ]);
  const sorted = values.toSorted((a, b) => a - b);
  const read = buckets.flatMap(([least, many]) => Array.from({ length: many }, () => least));
  expect(read).toHaveLength(5_000);
  const errors = read.map((least, index) => ((sorted[index] ?? 0) - least) / (sorted[index] ?? 1));
  expect(Math.min(...errors)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...errors)).toBeLessThanOrEqual(1 / 64);
});

test.each([
  [0, 0.001],
  [0.5, 0.05],
  [0.99, 0.099],
  [1, 0.1],
])('gives the percentile %d of 1 to 100 µs as %d ms', (share, ms) => {
  const latencies = createLatencies();
  for (let us = 100; us >= 1; us -= 1) latencies.record(us / 1000);
  expect(latencies.percentileMs(share)).toBe(ms);
});

test('gives 0 as the percentile of nothing', () => {
  expect(createLatencies().percentileMs(0.99)).toBe(0);
});

test('keeps what is out of its range at the bounds', () => {
  const latencies = createLatencies();
  for (const ms of [-1, 0, 1e12]) latencies.record(ms);
  expect(latencies.summary()).toMatchObject({
    count: 3,
    maxUs: 3_600_000_000,
    buckets: [
      [0, 2],
      [expect.any(Number), 1],
    ],
  });
});
