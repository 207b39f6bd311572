import { HarnessError } from '../errors.ts';
import { startStep } from '../progress.ts';
import type { Bench } from './bench.ts';

/** Why a measurement failed. */
export interface Failure {
  readonly reason: string;
}

/** What was measured, or why it was not. */
export type Outcome<T> = T | Failure;

/** Measures one thing and says so; that it failed is a result, unless we were told to stop. */
export async function attempt<T>(
  { signal }: Bench,
  { what, measure }: { readonly what: string; readonly measure: () => Promise<T> },
): Promise<Outcome<T>> {
  const step = startStep(what);
  try {
    const value = await measure();
    step.done(what);
    return value;
  } catch (error) {
    const reason = error instanceof HarnessError ? error.message : String(error);
    step.failed(`${what}: ${signal.aborted ? 'stopped' : reason}`);
    signal.throwIfAborted();
    return { reason };
  }
}

export function failed(outcome: unknown): outcome is Failure {
  return typeof outcome === 'object' && outcome !== null && 'reason' in outcome;
}
