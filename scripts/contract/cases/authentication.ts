import { randomUUID } from 'node:crypto';
import { CONTRACT } from '../../../schemas/generated/contract-table.ts';
import { createCall, messageCall } from '../conversation.ts';
import { newGuest, refused, streamCall, succeeds, type Session } from '../session.ts';
import type { Call } from '../target-client.ts';
import type { ContractCase } from './case.ts';

/** For every operation that needs a token: none, and a garbled one. */
export const authenticationCases: readonly ContractCase[] = [
  ...Object.entries(CONTRACT.operations)
    .filter(([, { needsToken }]) => needsToken)
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
  if (operation === 'createConversation') return createCall(session, { token: '', conversationId });
  if (operation === 'sendMessage') return messageCall(session, { token: '', conversationId, text: 'Hello' });
  if (operation === 'streamEvents') return streamCall(session, '');
  return { operation, conversationId, query: { esDeveloperName: session.target.esDeveloperName } };
}

async function refusesForeigner(session: Session): Promise<void> {
  const [owner, stranger] = [await newGuest(session), await newGuest(session)];
  const conversationId = randomUUID();
  if (!(await succeeds(session, createCall(session, { ...owner, conversationId })))) return;
  const made = messageCall(session, { token: stranger.token, conversationId, text: 'Not mine' });
  await refused(session, 'refuses-foreign-conversation', { made, status: 403 });
}
