import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';

/** What `go.mod` of the engine asks for. */
export interface EngineRequirements {
  /** The oldest Go, as `1.25`. */
  readonly go: string;
  /** The k6 that it is made of, as `v1.8`: its Go interfaces, flags and exit codes may change with the next minor. */
  readonly k6: string;
}

/** @param source the folder of the engine's sources @throws HarnessError `engine` without a go.mod that says both */
export function engineRequirements(source: string): EngineRequirements {
  const path = join(source, 'go.mod');
  const text = readFileSync(path, 'utf8');
  const go = /^go (\d+\.\d+)/m.exec(text)?.[1];
  const k6 = /^\s*(?:require )?go\.k6\.io\/k6 (v\d+\.\d+)\./m.exec(text)?.[1];
  if (go === undefined || k6 === undefined) {
    throw new HarnessError(
      'engine',
      `${path} names no version of Go or of go.k6.io/k6. Restore it from git.`,
    );
  }
  return { go, k6 };
}
