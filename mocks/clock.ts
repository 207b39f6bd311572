/** Time as the stand-in knows it; injected so that tests own it. */
export interface Clock {
  /** Epoch in whole ms. */
  readonly now: () => number;
  /** Ms with their fractions, since some moment; never goes back. */
  readonly precise: () => number;
  /** Runs `task` after `ms`; the result cancels it. */
  readonly after: (ms: number, task: () => void) => () => void;
}

const LONGEST_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  precise: () => performance.now(),
  after: (ms, task) => {
    // A fraction would be dropped, and the task come early; more than 24 days would fire at once.
    const timer = setTimeout(task, Math.min(Math.ceil(ms), LONGEST_MS));
    return () => clearTimeout(timer);
  },
};

/** Runs a task after every `ms`; the result ends that. */
export function every(clock: Clock, ms: number, task: () => void): () => void {
  let cancel = clock.after(ms, function again() {
    task();
    cancel = clock.after(ms, again);
  });
  return () => cancel();
}
