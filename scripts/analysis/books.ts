import type { Balance } from '../../schemas/generated/run-result.ts';
import { iterationBooks } from './iteration-book.ts';
import type { Measurements } from './measurements.ts';
import { operationBooks } from './operation-book.ts';

/**
 * Both books of a run. The engine's `end` line says what was open at the end; when an instance has none (it was
 * killed), what is open is what was begun and never closed.
 */
export function balance(measurements: Measurements): Balance {
  return { iterations: iterationBooks(measurements), operations: operationBooks(measurements) };
}
