import { OPERATIONS } from '../../../schemas/generated/operations.ts';
import type { Operation } from '../../../schemas/operation.ts';
import { createCall, messageCall, streamCall, type Call } from '../../../schemas/requests.ts';
import { newGuest, refused, succeeds, type Session } from '../session.ts';
import { OPENS_MORE, type ContractCase } from './case.ts';

const GUARDED = Object.values<Operation>(OPERATIONS).filter(({ needsToken }) => needsToken);

/** For every operation that needs a token: none, a garbled one, an expired one, and that of another guest. */
export const authenticationCases: readonly ContractCase[] = [
  ...GUARDED.map((operation): ContractCase => ({
    id: `token-needed-${operation.id}`,
    operation: operation.id,
    kind: 'authentication',
    run: (session) => needsToken(session, operation),
  })),
  ...GUARDED.map((operation): ContractCase => ({
    id: `token-expired-${operation.id}`,
    operation: operation.id,
    kind: 'authentication',
    lacks: ({ expiredToken }) =>
      expiredToken === undefined ? 'no expired token is known: give one as SCRT_EXPIRED_TOKEN' : undefined,
    run: (session) => needsFreshToken(session, operation),
  })),
  ...GUARDED.filter(({ path }) => path.includes('{conversationId}')).map((operation): ContractCase => ({
    id: `conversation-foreign-${operation.id}`,
    operation: operation.id,
    kind: 'authentication',
    notOnRealHosts: OPENS_MORE,
    run: (session) => needsOwner(session, operation),
  })),
];

async function needsToken(session: Session, operation: Operation): Promise<void> {
  const { token: _, ...made } = sampleCall(session, operation);
  await refused(session, 'refuses-missing-token', { made, status: 401 });
  await refused(session, 'refuses-garbled-token', { made: { ...made, token: 'garbled' }, status: 401 });
}

async function needsFreshToken(session: Session, operation: Operation): Promise<void> {
  const { expiredToken: token = '' } = session;
  const made = { ...sampleCall(session, operation), token };
  await refused(session, 'refuses-expired-token', { made, status: 401 });
}

async function needsOwner(session: Session, operation: Operation): Promise<void> {
  const [owner, stranger] = [await newGuest(session), await newGuest(session)];
  const conversationId = session.random.uuid();
  if (!(await succeeds(session, createCall(session.target, { ...owner, conversationId })))) return;
  const made = { ...sampleCall(session, operation), conversationId, token: stranger.token };
  await refused(session, 'refuses-foreign-conversation', { made, status: 403 });
}

/** A request that is sound but for its token. */
function sampleCall({ target, random }: Session, operation: Operation): Call {
  const conversation = { token: '', conversationId: random.uuid() };
  if (operation === OPERATIONS.createConversation) return createCall(target, conversation);
  if (operation === OPERATIONS.sendMessage)
    return messageCall(target, { ...conversation, messageId: random.uuid(), text: 'Hello' });
  if (operation === OPERATIONS.streamEvents) return streamCall(target, '');
  const { conversationId } = conversation;
  return { operation, conversationId, query: { esDeveloperName: target.esDeveloperName } };
}
