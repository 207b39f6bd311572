import { unknownName } from '../k6/find-named.ts';
import type { MeasurePart } from './bench.ts';
import { measureEvents } from './events.ts';
import { measureIdle } from './idle.ts';
import { measureMemory } from './memory.ts';
import { measureOutput } from './output.ts';
import { measureFanout } from './stand-in/fanout.ts';
import { measureSoak } from './stand-in/soak.ts';
import { measureStreams } from './stand-in/streams.ts';
import { measureTokens } from './stand-in/tokens.ts';
import { measureValidators } from './validators.ts';

/** One bench: what it compares, and its parts in this order. */
export interface BenchKind {
  readonly does: string;
  readonly parts: Readonly<Record<string, MeasurePart>>;
  /** Parts that run only when `--only` names them. */
  readonly onlyByName?: readonly string[];
  readonly needsEngine: boolean;
  /** Whether it uses the server and the clients in Go. */
  readonly needsTool: boolean;
}

/** Every bench. */
export const BENCHES = {
  engine: {
    does: 'the engine beside plain clients in Go, and beside k6 without our output',
    parts: { idle: measureIdle, events: measureEvents, output: measureOutput, memory: measureMemory },
    needsEngine: true,
    needsTool: true,
  },
  validators: {
    does: "the validators in k6's engine beside JSON.parse of the same text, and the size of the bundles",
    parts: { validators: measureValidators },
    needsEngine: true,
    needsTool: false,
  },
  'stand-in': {
    does: 'the stand-in beside the Prism CLI and a bare event stream server in Node',
    parts: { tokens: measureTokens, streams: measureStreams, fanout: measureFanout, soak: measureSoak },
    onlyByName: ['soak'],
    needsEngine: false,
    needsTool: true,
  },
} as const satisfies Readonly<Record<string, BenchKind>>;

/** The name of a bench. */
export type BenchName = keyof typeof BENCHES;

/**
 * Names of the parts that are to run; `only` are names with commas between.
 *
 * @throws HarnessError `usage` for a name that is none
 */
export function partsOf({ parts, onlyByName = [] }: BenchKind, only: string | undefined): readonly string[] {
  const names = Object.keys(parts);
  if (only === undefined) return names.filter((name) => !onlyByName.includes(name));
  const asked = only.split(',').map((name) => name.trim());
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownName('part', unknown, names);
  return names.filter((name) => asked.includes(name));
}
