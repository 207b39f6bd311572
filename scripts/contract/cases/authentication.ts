import { OPERATIONS, type OperationId } from '../../../schemas/generated/operations.ts';
import type { Operation } from '../../../schemas/operation.ts';
import { createCall, type Call } from '../../../schemas/requests.ts';
import { newGuest, refused, succeeds, type Guest, type Session } from '../session.ts';
import { SOUND_CALLS } from '../sound-calls.ts';
import { NO_EXPIRED_TOKEN, OPENS_MORE, type ContractCase } from './case.ts';

const GUARDED = Object.values<Operation>(OPERATIONS).filter((each) => each.needsToken);

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
    leftOut: ({ expiredToken }) => (expiredToken === undefined ? NO_EXPIRED_TOKEN : undefined),
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
  const { token: _, ...made } = soundCall(session, operation, NOBODY);
  await refused(session, 'refuses-missing-token', { made, status: 401 });
  await refused(session, 'refuses-garbled-token', { made: { ...made, token: 'garbled' }, status: 401 });
}

async function needsFreshToken(session: Session, operation: Operation): Promise<void> {
  const { expiredToken: token = '' } = session;
  const made = soundCall(session, operation, { ...NOBODY, token });
  await refused(session, 'refuses-expired-token', { made, status: 401 });
}

async function needsOwner(session: Session, operation: Operation): Promise<void> {
  const [owner, stranger] = [await newGuest(session), await newGuest(session)];
  const conversationId = session.random.uuid();
  if (!(await succeeds(session, createCall(session.target, { ...owner, conversationId })))) return;
  const made = soundCall(session, operation, { ...stranger, conversationId });
  await refused(session, 'refuses-foreign-conversation', { made, status: 403 });
}

const NOBODY: Guest = { token: '', lastEventId: '0' };

/** A request that is sound but for who makes it. */
function soundCall(
  { target, random }: Session,
  operation: Operation,
  who: Guest & { readonly conversationId?: string },
): Call {
  const scene = {
    target,
    random,
    conversationId: random.uuid(),
    messageId: random.uuid(),
    identityToken: '',
    ...who,
  };
  const [usual] = SOUND_CALLS[operation.id as OperationId](scene);
  if (usual === undefined) throw new RangeError(`no call is known of ${operation.id}`);
  return usual.made;
}
