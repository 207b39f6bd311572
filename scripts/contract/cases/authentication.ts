import { randomUUID } from 'node:crypto';
import { OPERATIONS } from '../../../schemas/generated/operations.ts';
import type { Operation } from '../../../schemas/operation.ts';
import { createCall, messageCall, streamCall, type Call } from '../../../schemas/requests.ts';
import { newGuest, refused, succeeds, type Session } from '../session.ts';
import type { ContractCase } from './case.ts';

/** For every operation that needs a token: none, and a garbled one. */
export const authenticationCases: readonly ContractCase[] = [
  ...Object.values(OPERATIONS)
    .filter(({ needsToken: needed }) => needed)
    .map((operation): ContractCase => ({
      id: `token-needed-${operation.id}`,
      operation: operation.id,
      kind: 'authentication',
      run: (session) => needsToken(session, operation),
    })),
  { id: 'foreign-conversation', operation: 'sendMessage', kind: 'authentication', run: refusesForeigner },
];

async function needsToken(session: Session, operation: Operation): Promise<void> {
  const { token: _, ...made } = sampleCall(session, operation);
  await refused(session, 'refuses-missing-token', { made, status: 401 });
  await refused(session, 'refuses-garbled-token', { made: { ...made, token: 'garbled' }, status: 401 });
}

function sampleCall(session: Session, operation: Operation): Call {
  const conversationId = randomUUID();
  if (operation === OPERATIONS.createConversation)
    return createCall(session.target, { token: '', conversationId });
  if (operation === OPERATIONS.sendMessage)
    return messageCall(session.target, { token: '', conversationId, messageId: randomUUID(), text: 'Hello' });
  if (operation === OPERATIONS.streamEvents) return streamCall(session.target, '');
  return { operation, conversationId, query: { esDeveloperName: session.target.esDeveloperName } };
}

async function refusesForeigner(session: Session): Promise<void> {
  const [owner, stranger] = [await newGuest(session), await newGuest(session)];
  const conversationId = randomUUID();
  if (!(await succeeds(session, createCall(session.target, { ...owner, conversationId })))) return;
  const made = messageCall(session.target, {
    token: stranger.token,
    conversationId,
    messageId: randomUUID(),
    text: 'Not mine',
  });
  await refused(session, 'refuses-foreign-conversation', { made, status: 403 });
}
