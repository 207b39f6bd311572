import { violation } from 'k6/x/hdrlog';
import type { RuleId } from '../../schemas/rules.ts';
import { violationOf, type Violation } from '../../schemas/violation.ts';
import { type MadeCall, repeatLine } from './repeat-line.ts';

/** Counts what the judge found, with the command that repeats it. */
export function reportViolations(found: readonly Violation[], made: MadeCall): void {
  if (found.length === 0) return;
  const repeat = repeatLine(made);
  for (const { sources, ...broken } of found) {
    violation({ ...broken, sources: sources.join(' '), repeat });
  }
}

/** What broke a rule that no schema can say. */
export interface Breach {
  readonly place: string;
  readonly expected: string;
  readonly received: string;
}

/** Counts one breach of such a rule. */
export function reportBreach(rule: RuleId, breach: Breach, made: MadeCall): void {
  reportViolations([violationOf(rule, breach)], made);
}

/** Runs what handles an answer or an event; that it throws is our defect, and must not hide in a log. */
export function guarded<T>(made: MadeCall, place: string, handle: () => T): T | undefined {
  try {
    return handle();
  } catch (error) {
    const received = (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 500);
    reportBreach('handler-exception', { place, expected: 'a handler that does not throw', received }, made);
    return undefined;
  }
}
