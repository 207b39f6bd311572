/**
 * The books of a run (iterations and operations), recorded in Go and written by the output `--out hdrlog=<prefix>`.
 * Without that output every function works and records nothing.
 *
 * The books: an operation is begun and then answered, failed, or unanswered at the end; an iteration is completed, threw,
 * was interrupted, or was cancelled before it began.
 *
 * ```ts
 * import { now } from 'k6/x/eventsource';
 * import { begin, startIteration } from 'k6/x/hdrlog';
 *
 * export default function () {
 *   const iteration = startIteration();
 *   if (iteration === undefined) return; // the run is stopping: counted as cancelled
 *   try {
 *     const operation = begin('sendMessage', { tab: '1' });
 *     operation.answer({ at: now(), status: 202 });
 *     begin('awaitEcho').fail('timeout');
 *     begin('awaitReply'); // never closed: unanswered, with its age, at the end
 *     iteration.complete();
 *   } catch (error) {
 *     iteration.throw(error);
 *   }
 * }
 * ```
 *
 * What is no operation: counters, latencies of one's own, and breaches of the contract.
 *
 * ```ts
 * import { now } from 'k6/x/eventsource';
 * import { count, observe, stopping, violation } from 'k6/x/hdrlog';
 *
 * export default function () {
 *   const startedAt = now();
 *   const received = ['hello', 'hello'];
 *   for (let event = 0; event < received.length && !stopping(); event++) count('scrt_events', 1, { event: 'MESSAGE', tab: 1 });
 *   observe('scrt_first_event', now() - startedAt, { operation: 'awaitEcho' });
 *   if (received.length !== 1) {
 *     violation({
 *       rule: 'echo-once', mark: 'D', sources: 'S5 S19', place: 'stream of the conversation',
 *       expected: 'one echo of each message', received: `${received.length} echoes`, repeat: 'npm run contract -- check',
 *     });
 *   }
 * }
 * ```
 */
declare module 'k6/x/hdrlog' {
  /** The closed list of tags. `scenario` is added by itself. */
  export type TagName = 'operation' | 'outcome' | 'status' | 'reason' | 'rule' | 'event' | 'tab' | 'scenario';
  export type Tags = { readonly [name in TagName]?: string | number };

  /** One begun operation; it is closed once, by `answer` or by `fail`, and counts as unanswered until then. */
  export interface Operation {
    /**
     * Closes as answered and records the latency in `scrt_operation_duration`.
     * @param options `at`: the moment of the answer on the clock of `now()` (`receivedAt` of an event), default now;
     *   earlier than the begin records 0 and counts in `scrt_clock_anomalies`. `status` counts in `scrt_operation_status`.
     *   Once k6 has ended the iteration that it began in, only an `at` from before that end is an answer.
     * @returns latency in ms, `undefined` if it was closed before or is too late (nothing is recorded then)
     */
    answer(options?: { readonly at?: number; readonly status?: number }): number | undefined;
    /** Closes as failed for a reason from a small closed set of the caller's. @returns `false` if it was closed before, or k6 has cut the iteration off: then it stays unanswered */
    fail(reason: string, options?: { readonly status?: number }): boolean;
  }

  /** One started iteration; neither `complete` nor `throw` before k6 ends it counts as interrupted. The first call closes it. */
  export interface Iteration {
    complete(): void;
    /** Counts an exception; the first of each scenario and message is written with its stack. Does not throw. */
    throw(error: unknown): void;
  }

  /** One breach of a contract rule. Only the rule is checked at run time; the rest is written as it is. */
  export interface Violation {
    readonly rule: string;
    readonly place: string;
    readonly expected: string;
    readonly received: string;
    /** Mark of the rule's row in the API reference: D, C, I or U. */
    readonly mark: string;
    /** Ids of docs/sources.md, with spaces between; empty when there are none. */
    readonly sources: string;
    /** A command that repeats it. */
    readonly repeat: string;
  }

  /** Opens an operation now. @throws TypeError for an empty name or an unknown tag */
  export function begin(operation: string, tags?: { readonly tab?: string | number }): Operation;
  /** `undefined` when the run is stopping: return at once, it is counted as cancelled. */
  export function startIteration(): Iteration | undefined;
  /** Adds to a counter. @param metric `scrt_…`, lower case and underscores @param n default 1, at least 0 @throws TypeError */
  export function count(metric: string, n?: number, tags?: Tags): void;
  /** Records a latency in ms into a histogram (µs, three significant digits; beyond 0 to 1 h it is the bound, and counted). @throws TypeError */
  export function observe(metric: string, ms: number, tags?: Tags): void;
  /** Counts `scrt_violations{rule;scenario}` and writes the first 20 of each rule and mark in full. @throws TypeError */
  export function violation(violation: Violation): void;
  /** `true` once a stop was asked for, or the context of this virtual user has ended. */
  export function stopping(): boolean;
}
