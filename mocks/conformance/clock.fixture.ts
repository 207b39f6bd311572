import type { Clock } from '../clock.ts';

/** A clock that moves only when it is told to. */
export interface FakeClock extends Clock {
  /** Moves on, and runs what falls due in order. */
  readonly advance: (ms: number) => void;
  /** The delays that wait now, in ms from now. */
  readonly pending: () => readonly number[];
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** Creates a clock that stands at a fixed moment. */
export function createFakeClock(start = 1_764_000_000_000): FakeClock {
  let now = start;
  const timers = new Set<Timer>();
  const nextDue = (until: number): Timer | undefined =>
    [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    precise: () => now,
    after: (ms, task) => {
      const timer = { at: now + ms, task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: (ms) => {
      const until = now + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = timer.at;
        timer.task();
      }
      now = until;
    },
    pending: () => [...timers].map(({ at }) => at - now),
  };
}
