/** Time as the stand-in knows it; injected so that tests own it. */
export interface Clock {
  /** Epoch in ms. */
  readonly now: () => number;
  /** Runs `task` after `ms`; the result cancels it. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
