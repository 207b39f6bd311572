import { withoutSecrets } from '../../secrets.ts';
import type { Failure, Stage } from '../facts.ts';

/** A failure of one stage as a fact; an AbortSignal's time-out has the code TIMEOUT. */
export function failureOf(stage: Stage, error: unknown, startedMs: number): Failure {
  const { name, code, message, cause } = error as NodeJS.ErrnoException;
  const isTimeout = [name, (cause as Error | undefined)?.name].includes('TimeoutError');
  // Several addresses were tried: the first one's error says as much as all.
  const [first] = error instanceof AggregateError ? (error.errors as readonly NodeJS.ErrnoException[]) : [];
  return {
    kind: 'failure',
    stage,
    code: isTimeout ? 'TIMEOUT' : (code ?? first?.code ?? name),
    message: withoutSecrets(isTimeout ? 'nothing came in time' : (first?.message ?? message)),
    afterMs: Math.round(performance.now() - startedMs),
  };
}
