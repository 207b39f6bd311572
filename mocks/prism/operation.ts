/** The operations of the description that the stand-in plays. */
export const OPERATION_IDS = [
  'generateAccessTokenForUnauthenticatedUser',
  'generateContinuationToken',
  'createConversation',
  'sendMessage',
  'closeConversation',
  'streamEvents',
] as const;

/** One of them. */
export type OperationId = (typeof OPERATION_IDS)[number];

/** Tells whether a name is one of the operations. */
export function isOperationId(name: string): name is OperationId {
  return (OPERATION_IDS as readonly string[]).includes(name);
}
