import { describe, expect, test } from 'vitest';

import { balance } from './books.ts';
import { doubtsOf } from './doubts.ts';
import type { Truth } from './stand-in-doubts.ts';
import { recordedRun, type RunFixture, times } from './recorded-run.fixture.ts';

const SEND = { operation: 'sendMessage', answeredMs: [20] };
const QUIET: RunFixture = { phases: [{ scenario: 'conversations', completed: 1, operations: [SEND] }] };

function doubts(run: RunFixture, truth?: Truth): readonly string[] {
  const measurements = recordedRun(run);
  const found = doubtsOf({
    measurements,
    balance: balance(measurements),
    cores: 2,
    ...(truth !== undefined && { truth }),
  });
  return found.map((doubt) => `${doubt.severity} ${doubt.code}`);
}

describe('doubtsOf', () => {
  test('finds nothing in a quiet run', () => {
    expect(doubts({ ...QUIET, dispatchDelaysMs: times(100, 9) }, { eventLoopDelayP99Ms: 50 })).toEqual([]);
  });

  test.each<[string, RunFixture]>([
    ['doubt dispatch-delay', { ...QUIET, dispatchDelaysMs: times(100, 11) }],
    ['invalid dispatch-delay', { ...QUIET, dispatchDelaysMs: times(100, 101) }],
    ['doubt cpu-saturated', { ...QUIET, cpuMs: 1800 }],
    ['invalid overflow', { ...QUIET, counters: { 'eventsource_overflows{scenario=fanout}': 1 } }],
    ['doubt iterations-dropped', { phases: [{ scenario: 'conversations', dropped: 1 }] }],
    [
      'doubt unanswered',
      { phases: [{ scenario: 'c', interrupted: 1, operations: [{ operation: 'a', openMs: [5] }] }] },
    ],
    ['doubt streams-broken', { ...QUIET, counters: { 'eventsource_errors{reason=reset;scenario=c}': 1 } }],
    ['doubt series-cap', { ...QUIET, counters: { hdrlog_series_dropped: 1 } }],
    ['doubt clamped', { ...QUIET, counters: { hdrlog_clamped: 1 } }],
    ['doubt clock-anomaly', { ...QUIET, counters: { 'scrt_clock_anomalies{scenario=c}': 1 } }],
    ['doubt partial', { ...QUIET, aborted: true }],
    ['doubt cut-file', { ...QUIET, cutFiles: ['local.hlog'] }],
  ])('finds %s', (expected, run) => {
    expect(doubts(run)).toEqual([expected]);
  });

  test('finds a stand-in that was the bottleneck, or has a defect', () => {
    expect(doubts(QUIET, { eventLoopDelayP99Ms: 51 })).toEqual(['doubt stand-in-slow']);
    expect(doubts(QUIET, { undocumented: 1 })).toEqual(['doubt stand-in-defect']);
    expect(doubts(QUIET, { busyShare: 0.1 })).toEqual([]);
    expect(doubts(QUIET, { busyShare: 0.11 })).toEqual(['doubt stand-in-busy']);
  });

  test.each([
    [200, []],
    [251, ['doubt standstill']],
    [1001, ['invalid standstill']],
  ])('an engine that stood still for %i ms: %j', (standstillMs, expected) => {
    const measurements = { ...recordedRun(QUIET), standstillMs };
    const found = doubtsOf({ measurements, balance: balance(measurements), cores: 2 });
    expect(found.map((doubt) => `${doubt.severity} ${doubt.code}`)).toEqual(expected);
  });

  test('does not doubt a busy minority of intervals', () => {
    expect(doubts({ ...QUIET, cpuMs: 1600 })).toEqual([]);
  });
});
