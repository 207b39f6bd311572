import type { RunResult } from '../../schemas/generated/run-result.ts';

/** The result itself: `result.json`, valid against `schemas/run-result.schema.json`. */
export function renderJson(result: RunResult): string {
  return `${JSON.stringify(result)}\n`;
}
