import type { Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';

/** What everything passes that goes out: while the server stands still, it waits here, in its order. */
export interface Gate {
  /** Runs a task now, or as soon as the server goes on. */
  readonly pass: (task: () => void) => void;
  /** The same as a promise. */
  readonly passed: () => Promise<void>;
  /** Drops what waits. */
  readonly stop: () => void;
}

/** Creates a gate that asks again when the stall should be over, and whenever faults come or go. */
export function createGate(clock: Clock, faults: Pick<Faults, 'heldForMs' | 'onChange'>): Gate {
  let waiting: (() => void)[] = [];
  let cancel = (): void => undefined;
  const open = (): void => {
    cancel();
    if (waiting.length === 0) return;
    const heldForMs = faults.heldForMs();
    if (heldForMs > 0) {
      // Infinite for a stall that is to last; whoever ends it has us asked again.
      if (heldForMs !== Infinity) cancel = clock.after(Math.ceil(heldForMs), open);
      return;
    }
    const tasks = waiting;
    waiting = [];
    for (const task of tasks) task();
  };
  faults.onChange(open);
  const pass = (task: () => void): void => {
    if (waiting.length === 0 && faults.heldForMs() === 0) {
      task();
      return;
    }
    waiting.push(task);
    if (waiting.length === 1) open();
  };
  return {
    pass,
    passed: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      pass(resolve);
      return promise;
    },
    stop: () => {
      cancel();
      waiting = [];
    },
  };
}
