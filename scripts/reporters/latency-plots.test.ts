import { expect, test } from 'vitest';

import type { RunResult } from '../../schemas/generated/run-result.ts';
import { latencyPlots } from './latency-plots.ts';
import { exampleResult } from './result.fixture.ts';

/** The example with sendMessage answered in the given intervals of ten only. */
function answeredIn(...slots: readonly number[]): RunResult {
  const result = exampleResult();
  const { intervals } = result;
  const series = intervals.series
    .filter(({ tags }) => tags['operation'] === 'sendMessage')
    .map((each) => ({
      ...each,
      counts: Array.from({ length: 10 }, (_, slot) => (slots.includes(slot) ? [1, 3] : [])),
    }));
  return { ...result, intervals: { ...intervals, lengthMs: 500, count: 10, series } };
}

test('a plot spans the intervals in which its operation was answered', () => {
  const plot = latencyPlots(answeredIn(4, 6))[0]?.plot;
  expect(plot).toMatchObject({ startSeconds: 2, endSeconds: 3.5 });
  expect(plot?.lines[0]?.points).toEqual([
    [2.25, 40.959],
    [2.75, null],
    [3.25, 40.959],
  ]);
});

test('a plot of one interval has a time axis', () => {
  expect(latencyPlots(answeredIn(9))[0]?.plot).toMatchObject({ startSeconds: 4.5, endSeconds: 5 });
});

test('the limit names the percentile that it limits', () => {
  expect(latencyPlots(answeredIn(0))[0]?.plot.limit).toEqual({ ms: 250, caption: 'p90 limit' });
});
