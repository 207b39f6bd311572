import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { createLatencies, type Latencies } from './latencies.ts';

/** How often the delay is sampled, in ms: each time wakes the process, which costs CPU that others are billed for. */
const SAMPLING_MS = 20;
/** An interval in which the event loop was that busy counts as one in which we were the bottleneck. */
const BUSY = 0.9;

/** How the process itself fared. */
export interface Health {
  /** How late the event loop was, in ms. */
  readonly eventLoopDelayMs: { readonly p99: number; readonly max: number };
  /** The share of the time in which the event loop worked. */
  readonly eventLoopUtilization: number;
  readonly rssBytes: number;
  /** Of V8. */
  readonly heapUsedBytes: number;
}

/** Measures this process, in intervals and as a whole. */
export interface HealthMonitor {
  /** Since the last call. */
  readonly interval: () => Health;
  /** Since the start. */
  readonly whole: () => Health & { readonly busyIntervals: number; readonly intervals: number };
  readonly stop: () => void;
}

/** Begins to measure. */
export function monitorHealth(): HealthMonitor {
  const delays = { interval: createLatencies(), whole: createLatencies() };
  let due = performance.now() + SAMPLING_MS;
  const sampler = setInterval(() => {
    const now = performance.now();
    for (const each of Object.values(delays)) each.record(now - due);
    due = now + SAMPLING_MS;
  }, SAMPLING_MS).unref();
  const begun = performance.eventLoopUtilization();
  let last = begun;
  let [busyIntervals, intervals] = [0, 0];
  return {
    interval: () => {
      const health = healthOf(delays.interval, last);
      last = performance.eventLoopUtilization();
      delays.interval = createLatencies();
      intervals += 1;
      if (health.eventLoopUtilization > BUSY) busyIntervals += 1;
      return health;
    },
    whole: () => ({ ...healthOf(delays.whole, begun), busyIntervals, intervals }),
    stop: () => clearInterval(sampler),
  };
}

function healthOf(delay: Latencies, since: EventLoopUtilization): Health {
  const { rss: rssBytes, heapUsed: heapUsedBytes } = process.memoryUsage();
  const { utilization } = performance.eventLoopUtilization(since);
  return {
    eventLoopDelayMs: { p99: delay.percentileMs(0.99), max: delay.summary().maxUs / 1000 },
    eventLoopUtilization: Math.round(utilization * 1000) / 1000,
    rssBytes,
    heapUsedBytes,
  };
}
