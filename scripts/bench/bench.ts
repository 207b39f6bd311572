/** What every part of the bench gets. */
export interface Bench {
  /** The engine's binary; empty for a bench that needs none. */
  readonly engine: string;
  /** The binary of `engine/bench/`; empty for a bench that needs none. */
  readonly tool: string;
  /** For logs and the like; removed at the end. */
  readonly folder: string;
  readonly rounds: number;
  /** Short and small: to see that it works, not to compare. */
  readonly quick: boolean;
  readonly signal: AbortSignal;
}

/** One line of a table: one value for each round, or why there is none. */
export type Row = MeasuredRow | MissingRow;

export interface MeasuredRow {
  readonly label: string;
  readonly values: readonly number[];
  readonly unit: string;
}

export interface MissingRow {
  readonly label: string;
  readonly notMeasured: string;
}

/** What one part has measured. */
export interface PartResult {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Measures one part. */
export type MeasurePart = (bench: Bench) => Promise<PartResult>;
