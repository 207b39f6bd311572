import { OPERATIONS, type OperationId } from '../schemas/generated/operations.ts';
import { StandInError } from './errors.ts';
import { suggestion } from './suggestion.ts';

/** Tells whether a name is one of an operation of the description. */
export function isOperationId(name: string): name is OperationId {
  return Object.hasOwn(OPERATIONS, name);
}

/**
 * The operationId itself when the contract has it.
 *
 * @throws StandInError `usage` that names the nearest
 */
export function knownOperation(name: string): OperationId {
  if (isOperationId(name)) return name;
  throw new StandInError('usage', `unknown operation '${name}'${suggestion(name, Object.keys(OPERATIONS))}`);
}
