import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { monitorHealth } from './health.ts';

/** Keeps the event loop busy for a moment. */
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('counts an interval in which the process did nothing but work as busy', () => {
  const health = monitorHealth();
  work(20);
  expect(health.interval().eventLoopUtilization).toBeGreaterThan(0.9);
  health.stop();
  expect(health.whole()).toMatchObject({ intervals: 1, busyIntervals: 1 });
});
