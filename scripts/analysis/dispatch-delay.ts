import { merged } from './distribution.ts';
import type { Measurements } from './measurements.ts';

/** Dispatch delay p99 above which timestamps are doubted, and above which the run is invalid (DESIGN §5). */
export const DISPATCH_DELAY_LIMITS_MS = { doubt: 10, invalid: 100 } as const;

/** p99 over all streams of the time from socket read to handler, in ms; `undefined` when there was no stream. */
export function dispatchDelayP99({ series }: Pick<Measurements, 'series'>): number | undefined {
  const delays = series.filter((each) => each.name === 'eventsource_dispatch_delay');
  return delays.length === 0 ? undefined : merged(delays.map((each) => each.distribution)).valueAt(99);
}

/** How long the engine may stand still, in ms, before that is a doubt, and before the run is invalid. */
export const STANDSTILL_LIMITS_MS = { doubt: 250, invalid: 1000 } as const;
