import { randomUUID } from 'node:crypto';
import { CONTRACT } from '../../../schemas/generated/contract-table.ts';
import { createCall, messageCall, streamCall, type Call } from '../../../schemas/requests.ts';
import { newGuest, refused, succeeds, type Session } from '../session.ts';
import type { ContractCase } from './case.ts';

/** For every operation that needs a token: none, and a garbled one. */
export const authenticationCases: readonly ContractCase[] = [
  ...Object.entries(CONTRACT.operations)
    .filter(([, contract]) => contract.needsToken)
    .map(([operation]): ContractCase => ({
      id: `token-needed-${operation}`,
      operation,
      kind: 'authentication',
      run: (session) => needsToken(session, operation),
    })),
  { id: 'foreign-conversation', operation: 'sendMessage', kind: 'authentication', run: refusesForeigner },
];

async function needsToken(session: Session, operation: string): Promise<void> {
  const { token: _, ...made } = sampleCall(session, operation);
  await refused(session, 'refuses-missing-token', { made, status: 401 });
  await refused(session, 'refuses-garbled-token', { made: { ...made, token: 'garbled' }, status: 401 });
}

function sampleCall(session: Session, operation: string): Call {
  const conversationId = randomUUID();
  if (operation === 'createConversation') return createCall(session.target, { token: '', conversationId });
  if (operation === 'sendMessage')
    return messageCall(session.target, { token: '', conversationId, messageId: randomUUID(), text: 'Hello' });
  if (operation === 'streamEvents') return streamCall(session.target, '');
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
