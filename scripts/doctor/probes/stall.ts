const TICK_MS = 50;
/** A timer that is later has waited for a process that did not run. */
const STALL_MS = 200;
/** What waited meanwhile is read within this time. */
const AFTERMATH_MS = 50;

/** Notices when this process stands still: a busy machine, or one that was asleep. */
export interface StallWatch extends Disposable {
  /** Whether what is read now may have waited for us. */
  readonly isJustOver: () => boolean;
}

/** Starts watching. Timers run before sockets are read, so a stall is known before what it delayed. */
export function watchStalls(): StallWatch {
  let ticked = performance.now();
  let over = -Infinity;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - ticked > TICK_MS + STALL_MS) over = now;
    ticked = now;
  }, TICK_MS);
  return {
    isJustOver: () => performance.now() - over < AFTERMATH_MS,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
