import type { Mark } from '../../schemas/mark.ts';

/** What one instance of the engine writes to its `.ndjson`, line by line. */
export type EngineRecord = StartRecord | IntervalRecord | ViolationRecord | ExceptionRecord | EndRecord;

/** First line: the plan. */
export interface StartRecord {
  readonly intervalMs?: number;
  readonly kind: 'start';
  readonly schemaVersion: 2;
  /** ms since 1970 UTC */
  readonly at: number;
  readonly instance?: string;
  readonly phases: readonly PlannedPhase[];
}

/** A phase as planned; `planned` is this instance's number of iterations, null when the options do not fix one. */
export interface PlannedPhase {
  readonly scenario: string;
  /** k6's executor. */
  readonly executor?: string;
  readonly planned: number | null;
  /** Planned starts within 100 ms of the phase's end, which k6 may cut off. */
  readonly edge?: number;
}

/** Deltas of counters and levels of gauges over one interval. */
export interface IntervalRecord {
  readonly kind: 'interval';
  readonly at: number;
  readonly ms: number;
  readonly counters?: Readonly<Record<string, number>>;
  readonly gauges?: Readonly<Record<string, { readonly last: number; readonly max: number }>>;
  readonly process?: { readonly cpuMs: number; readonly rssBytes?: number; readonly goroutines?: number };
}

/** One breach in full. */
export interface ViolationRecord {
  readonly kind: 'violation';
  readonly at: number;
  readonly scenario: string;
  readonly rule: string;
  readonly mark: Mark;
  /** Ids of docs/sources.md, with spaces between. */
  readonly sources: string;
  readonly place: string;
  readonly expected: string;
  readonly received: string;
  readonly repeat: string;
}

/** The first exception of its scenario and message. */
export interface ExceptionRecord {
  readonly kind: 'exception';
  readonly at: number;
  readonly scenario: string;
  readonly message: string;
  readonly stack: string;
}

/** Last line: the books. Missing when the engine was killed. */
export interface EndRecord {
  readonly kind: 'end';
  readonly at: number;
  /** True when the run was stopped before its end. */
  readonly aborted: boolean;
  readonly error?: string | null;
  readonly iterations: readonly EndIterations[];
  readonly operations: readonly EndOperation[];
}

/** Book of a phase's iterations in one instance. */
export interface EndIterations {
  readonly scenario: string;
  readonly planned: number | null;
  readonly started: number;
  readonly completed: number;
  readonly threw: number;
  readonly interrupted: number;
  readonly cancelled: number;
  readonly dropped: number;
  /** Iterations that k6 itself counted as finished. */
  readonly k6Completed: number;
}

/** Book of an operation in one instance. */
export interface EndOperation {
  readonly scenario: string;
  readonly operation: string;
  readonly tab?: string;
  readonly begun: number;
  readonly answered: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly unanswered: number;
  readonly oldestUnansweredMs?: number | null;
}
