import {
  closeCall,
  createCall,
  messageCall,
  streamCall,
  type Call,
  type Conversation,
} from '../../../schemas/requests.ts';
import { call, isGood, judge, newGuest, refused, succeeds, type Guest, type Session } from '../session.ts';
import { OPENS_MORE, type ContractCase } from './case.ts';

/** A guest and the id of the conversation that it may create. */
export interface Visit extends Guest, Conversation {}

/** Cases of single calls on a conversation. */
export const conversationCases: readonly ContractCase[] = [
  {
    id: 'upper-case-conversation-id',
    operation: 'createConversation',
    kind: 'negative',
    run: refusesUpperCase,
  },
  { id: 'unknown-path', operation: 'createConversation', kind: 'negative', run: refusesUnknownPath },
  { id: 'org-mismatch', operation: 'streamEvents', kind: 'negative', run: refusesOtherOrg },
  {
    id: 'create-twice',
    operation: 'createConversation',
    kind: 'sequence',
    notOnRealHosts: OPENS_MORE,
    run: createsTwice,
  },
  {
    id: 'message-after-close',
    operation: 'closeConversation',
    kind: 'sequence',
    notOnRealHosts: OPENS_MORE,
    run: refusesAfterClose,
  },
];

/** A new guest, and the id of a conversation that is not created yet. */
export async function newVisit(session: Session): Promise<Visit> {
  return { ...(await newGuest(session)), conversationId: session.random.uuid() };
}

/** A text under an id of its own. */
export function textCall(
  { target, random }: Session,
  conversation: Conversation,
  text = 'Hello',
): { readonly made: Call; readonly messageId: string } {
  const messageId = random.uuid();
  return { made: messageCall(target, { ...conversation, messageId, text }), messageId };
}

async function refusesUpperCase(session: Session): Promise<void> {
  const { token, conversationId } = await newVisit(session);
  // Some digit must be a letter, or upper case is no other.
  const upper = `A${conversationId.slice(1).toUpperCase()}`;
  const made = createCall(session.target, { token, conversationId: upper });
  await refused(session, 'refuses-upper-case-conversation-id', { made, status: 400 });
}

async function refusesUnknownPath(session: Session): Promise<void> {
  const visit = await newVisit(session);
  const made = createCall(session.target, visit);
  const path = `${made.operation.path}-${session.random.uuid().slice(0, 8)}`;
  const astray = { ...made, operation: { ...made.operation, path } };
  await refused(session, 'refuses-unknown-path', { made: astray, status: 404 });
}

async function refusesOtherOrg(session: Session): Promise<void> {
  const { token } = await newGuest(session);
  const made = streamCall(session.target, token, { 'x-org-id': '00D000000000000' });
  await refused(session, 'refuses-org-mismatch', { made, status: 400 });
}

async function createsTwice(session: Session): Promise<void> {
  const made = createCall(session.target, await newVisit(session));
  if (!(await succeeds(session, made))) return;
  const answer = await call(session, made);
  const received = String(answer.status);
  judge(session, 'repeated-create-is-harmless', {
    made,
    holds: isGood(answer),
    expected: 'a 2xx status',
    received,
  });
}

async function refusesAfterClose(session: Session): Promise<void> {
  const visit = await newVisit(session);
  if (!(await succeeds(session, createCall(session.target, visit)))) return;
  if (!(await succeeds(session, closeCall(session.target, visit)))) return;
  const { made } = textCall(session, visit);
  await refused(session, 'nothing-sent-after-close', { made });
}
