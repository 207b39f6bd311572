import { StandInError } from '../errors.ts';
import { formatFault, type DataFault } from './documents.ts';

/** What is wrong in a data file, as wrong use. */
export function usageError(fault: DataFault): StandInError {
  return new StandInError('usage', formatFault(fault));
}

/**
 * Reads what stands at a place of a data file.
 *
 * @param faultOf makes the words of a failed reading a fault of that place
 * @throws StandInError `usage` with file, line and field
 */
export function readAt<T>(read: () => T, faultOf: (problem: string) => DataFault): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof StandInError)) throw cause;
    throw new StandInError('usage', formatFault(faultOf(cause.message)), { cause });
  }
}
