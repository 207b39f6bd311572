import { EVENTS } from '../schemas/generated/events.ts';
import { OPERATIONS, type OperationId } from '../schemas/generated/operations.ts';
import { StandInError } from './errors.ts';
import type { EntryEventName } from './machine/entries.ts';
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

/**
 * The name itself when it is that of an event with an entry.
 *
 * @throws StandInError `usage` that names the nearest
 */
export function knownEvent(name: string): EntryEventName {
  const known = Object.keys(EVENTS).filter((each): each is EntryEventName => each !== 'ping');
  const found = known.find((each) => each === name);
  if (found !== undefined) return found;
  throw new StandInError('usage', `unknown event '${name}'${suggestion(name, known)}`);
}
