import { OPERATIONS, type OperationId } from '../../schemas/generated/operations.ts';

/** The operations that the stand-in plays; it answers 501 to the others. */
const PLAYED_IDS = [
  'generateAccessTokenForUnauthenticatedUser',
  'generateContinuationToken',
  'createConversation',
  'sendMessage',
  'listConversations',
  'getRoutingStatus',
  'closeConversation',
  'sendTypingIndicator',
  'acknowledgeEntries',
  'listConversationEntries',
  'endMessagingSession',
  'streamEvents',
] as const satisfies readonly OperationId[];

/** One of them. */
export type PlayedId = (typeof PLAYED_IDS)[number];

/** Tells whether the stand-in plays an operation. */
export function isPlayed(id: OperationId): id is PlayedId {
  return (PLAYED_IDS as readonly string[]).includes(id);
}

/** Tells whether a name is one of an operation of the description. */
export function isOperationId(name: string): name is OperationId {
  return Object.hasOwn(OPERATIONS, name);
}
