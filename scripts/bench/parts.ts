import type { MeasurePart } from './bench.ts';
import { measureEvents } from './events.ts';
import { measureIdle } from './idle.ts';
import { measureMemory } from './memory.ts';
import { measureOutput } from './output.ts';
import { measureValidators } from './validators.ts';

/** One bench: what it compares, and its parts in this order. */
export interface BenchKind {
  readonly does: string;
  readonly parts: Readonly<Record<string, MeasurePart>>;
  /** Whether plain clients in Go are its peers. */
  readonly needsTool: boolean;
}

/** Every bench. */
export const BENCHES = {
  engine: {
    does: 'the engine beside plain clients in Go, and beside k6 without our output',
    parts: { idle: measureIdle, events: measureEvents, output: measureOutput, memory: measureMemory },
    needsTool: true,
  },
  validators: {
    does: "the validators in k6's engine beside JSON.parse of the same text, and the size of the bundles",
    parts: { validators: measureValidators },
    needsTool: false,
  },
} as const satisfies Readonly<Record<string, BenchKind>>;

/** The name of a bench. */
export type BenchName = keyof typeof BENCHES;
