import { readFileSync } from 'node:fs';
import { codeOf, StandInError } from '../errors.ts';

/**
 * The text of a file that a flag names.
 *
 * @param advice what to give instead, `give --faults a file` for example
 * @throws StandInError `usage`
 */
export function readText(path: string, advice: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StandInError('usage', `${path} cannot be read (${codeOf(cause)}); ${advice}`, { cause });
  }
}
