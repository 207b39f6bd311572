import type { Clock } from '../clock.ts';
import type { FaultPlan } from '../faults/catalogue.ts';
import type { Distribution } from '../latency.ts';

/** How a stand-in is to be. Everything has a default. */
export interface StandInOptions {
  /** 0 takes a free one; default 0. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 1. */
  readonly seed?: number;
  /** By operationId. */
  readonly latency?: Readonly<Record<string, Distribution>>;
  readonly faults?: readonly FaultPlan[];
  /** Default 10,000. */
  readonly pingIntervalMs?: number;
  /** Think time of the agent; default lognormal, p50 60 ms and p99 250 ms. */
  readonly thinkTime?: Distribution;
  /** Where the truth is appended; default nowhere. */
  readonly truthFile?: string;
  /** Told of answers of ours that the document does not name: a defect of the stand-in. */
  readonly onDefect?: (text: string) => void;
  /** Default the machine's own. */
  readonly clock?: Clock;
}

/** What is not said is so. */
export const DEFAULTS = {
  port: 0,
  host: '127.0.0.1',
  seed: 1,
  pingIntervalMs: 10_000,
  thinkTime: { kind: 'lognormal', p50Ms: 60, p99Ms: 250 },
} as const;
