import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Truth } from '../analysis/stand-in-doubts.ts';

interface TruthLine {
  readonly kind: string;
  readonly eventLoopDelayMs?: { readonly p99?: number };
  readonly undocumented?: number;
  readonly busyIntervals?: number;
  readonly intervals?: number;
}

/** What the stand-in said of itself at its end; undefined when there was none, or it was killed. */
export function readTruth(folder: string): Truth | undefined {
  const path = join(folder, 'truth.ndjson');
  if (!existsSync(path)) return undefined;
  const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  const { kind, eventLoopDelayMs, undocumented = 0, busyIntervals = 0, intervals = 0 } = parsed(last);
  const p99 = eventLoopDelayMs?.p99;
  if (kind !== 'end' || p99 === undefined) return undefined;
  const busyShare = intervals === 0 ? 0 : busyIntervals / intervals;
  return { eventLoopDelayP99Ms: p99, busyShare, undocumented };
}

/** A killed stand-in leaves half a line. */
function parsed(line: string): TruthLine {
  try {
    return JSON.parse(line) as TruthLine;
  } catch {
    return { kind: 'cut' };
  }
}
