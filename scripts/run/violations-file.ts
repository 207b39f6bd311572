import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurements } from '../analysis/measurements.ts';

/** Writes the violations that the engine kept in full, one JSON object a line; an empty file when there were none. */
export function writeViolations(folder: string, violations: Measurements['violations']): void {
  const lines = violations.map((violation) => `${JSON.stringify(violation)}\n`);
  writeFileSync(join(folder, 'violations.ndjson'), lines.join(''));
}
