import type { Distribution } from './distribution.ts';
import type { EndRecord, ExceptionRecord, StartRecord, ViolationRecord } from './records.ts';
import type { SeriesName } from './series-key.ts';

/** Everything that was measured, merged over intervals and instances. */
export interface Measurements {
  readonly timeline: MeasuredTimeline;
  readonly series: readonly MeasuredSeries[];
  readonly counters: readonly MeasuredCounter[];
  readonly gauges: readonly MeasuredGauge[];
  /** CPU time of all instances per slot, in ms. */
  readonly cpuMs: readonly number[];
  /** Longest time by which an interval of the engine was late: it stood still, and no load was made. */
  readonly standstillMs: number;
  readonly instances: readonly MeasuredInstance[];
  readonly violations: readonly ViolationRecord[];
  readonly exceptions: readonly ExceptionRecord[];
  /** Files whose last line was cut off; each lost at most its last interval. */
  readonly cutFiles: readonly string[];
}

/** Slot i covers startMs + i × slotMs until slotMs later. */
export interface MeasuredTimeline {
  readonly startMs: number;
  readonly slotMs: number;
  readonly count: number;
}

/** A latency series. */
export interface MeasuredSeries extends SeriesName {
  readonly distribution: Distribution;
  /** Coarse buckets (see bucket.ts) per slot. */
  readonly slots: readonly ReadonlyMap<number, number>[];
  /** Values per slot. */
  readonly counts: readonly number[];
  /** Values per slot that are within a limit in ms, for the limits that were asked for. */
  readonly within: ReadonlyMap<number, readonly number[]>;
}

/** A counter with its sum per slot. */
export interface MeasuredCounter extends SeriesName {
  readonly value: number;
  readonly slots: readonly number[];
}

/** A level. */
export interface MeasuredGauge extends SeriesName {
  readonly last: number;
  readonly max: number;
}

/** One process of the engine; without `end` it was killed. */
export interface MeasuredInstance {
  readonly name: string;
  readonly start?: StartRecord;
  readonly end?: EndRecord;
}

/** A limit in ms that values of matching series are counted against per slot. */
export interface SeriesLimit extends SeriesName {
  readonly limitMs: number;
}
