import type { MeasurePart } from './bench.ts';
import { measureEvents } from './events.ts';
import { measureIdle } from './idle.ts';
import { measureMemory } from './memory.ts';
import { measureOutput } from './output.ts';

/** What the bench of the engine measures, in this order. */
export const ENGINE_PARTS = {
  idle: measureIdle,
  events: measureEvents,
  output: measureOutput,
  memory: measureMemory,
} as const satisfies Readonly<Record<string, MeasurePart>>;

/** The name of a part. */
export type EnginePart = keyof typeof ENGINE_PARTS;
