import exec from 'k6/execution';
import { setTimeout } from 'k6/timers';
import { startIteration, stopping } from 'k6/x/hdrlog';
import type { RequestTarget } from '../../schemas/requests.ts';
import type { PhaseName } from '../catalogue/phases.ts';
import { createIdentifiers } from './identifiers.ts';
import type { Plan } from './plan.ts';

/** One guest's way through a phase. */
export interface Journey {
  readonly target: RequestTarget;
  /** A fresh lower-case UUID. */
  newId(): string;
  /** Has something undone at the end, however the journey ends; the last first. */
  atEnd(undo: () => Promise<unknown> | void): void;
}

/**
 * The function that k6 calls for each iteration of a phase. A failed operation ends a journey early and is in the
 * operations book; only an exception of our own makes the iteration a thrown one.
 */
export function createPhase(
  plan: Plan,
  phase: PhaseName,
  travel: (journey: Journey) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const iteration = startIteration();
    if (iteration === undefined) return;
    const undoing: (() => Promise<unknown> | void)[] = [];
    const { seed, run } = plan;
    try {
      const newId = createIdentifiers({ seed, run, phase, iteration: exec.scenario.iterationInTest });
      try {
        await travel({ target: plan.target, newId, atEnd: (undo) => void undoing.unshift(undo) });
      } finally {
        for (const undo of undoing) await undo();
      }
      iteration.complete();
    } catch (error) {
      iteration.throw(error);
    }
  };
}

/** Waits, unless the run is stopping. */
export function pause(ms: number): Promise<void> {
  if (ms <= 0 || stopping()) return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
