import { randomUUID } from 'node:crypto';
import {
  closeCall,
  createCall,
  messageCall,
  streamCall,
  type Call,
  type Conversation,
} from '../../../schemas/requests.ts';
import type { EventTap, TappedEvent } from '../event-tap.ts';
import {
  arrives,
  call,
  closeStream,
  judge,
  newGuest,
  openStream,
  refused,
  staysAway,
  succeeds,
  type Session,
} from '../session.ts';
import type { ContractCase } from './case.ts';

/** Cases of conversations and of the live stream. */
export const conversationCases: readonly ContractCase[] = [
  {
    id: 'upper-case-conversation-id',
    operation: 'createConversation',
    kind: 'negative',
    run: refusesUpperCase,
  },
  { id: 'org-mismatch', operation: 'streamEvents', kind: 'negative', run: refusesOtherOrg },
  { id: 'create-twice', operation: 'createConversation', kind: 'sequence', run: createsTwice },
  { id: 'whole-conversation', operation: 'sendMessage', kind: 'sequence', run: livesWholeConversation },
  { id: 'message-after-close', operation: 'closeConversation', kind: 'sequence', run: refusesAfterClose },
  { id: 'resume', operation: 'streamEvents', kind: 'sequence', run: resumes },
];

async function startConversation(session: Session): Promise<Conversation & { readonly lastEventId: string }> {
  return { ...(await newGuest(session)), conversationId: randomUUID() };
}

async function refusesUpperCase(session: Session): Promise<void> {
  const { token, conversationId } = await startConversation(session);
  const made = createCall(session.target, { token, conversationId: conversationId.toUpperCase() });
  await refused(session, 'refuses-upper-case-conversation-id', { made, status: 400 });
}

async function refusesOtherOrg(session: Session): Promise<void> {
  const { token } = await newGuest(session);
  const made = streamCall(session.target, token, { 'x-org-id': '00D000000000000' });
  await refused(session, 'refuses-org-mismatch', { made, status: 400 });
}

async function createsTwice(session: Session): Promise<void> {
  const conversation = await startConversation(session);
  const made = createCall(session.target, conversation);
  await succeeds(session, made);
  const { status } = await call(session, made);
  const holds = status >= 200 && status < 300;
  judge(session, 'repeated-create-is-harmless', {
    made,
    holds,
    expected: 'a 2xx status',
    received: String(status),
  });
  await succeeds(session, closeCall(session.target, conversation));
}

async function livesWholeConversation(session: Session): Promise<void> {
  const conversation = await startConversation(session);
  const made = streamCall(session.target, conversation.token, { 'last-event-id': conversation.lastEventId });
  const tap = await openStream(session, made);
  try {
    await arrives(session, tap, {
      rule: 'ping-arrives',
      made,
      what: 'a ping',
      accepts: ({ name }) => name === 'ping',
    });
    await beginsConversation(session, tap, conversation);
    await sendsMessage(session, tap, conversation);
    const close = closeCall(session.target, conversation);
    await succeeds(session, close);
    await arrives(session, tap, {
      rule: 'close-is-announced',
      made: close,
      what: 'CONVERSATION_CLOSE_CONVERSATION',
      accepts: ({ name }) => name === 'CONVERSATION_CLOSE_CONVERSATION',
    });
  } finally {
    await closeStream(session, { tap, made, conversationId: conversation.conversationId });
  }
}

async function beginsConversation(
  session: Session,
  tap: EventTap,
  conversation: Conversation,
): Promise<void> {
  const made = createCall(session.target, conversation);
  await succeeds(session, made);
  await arrives(session, tap, {
    rule: 'routing-is-announced',
    made,
    what: 'CONVERSATION_ROUTING_RESULT',
    accepts: ({ name }) => name === 'CONVERSATION_ROUTING_RESULT',
  });
  await arrives(session, tap, {
    rule: 'agent-joins',
    made,
    what: 'CONVERSATION_PARTICIPANT_CHANGED',
    accepts: ({ name }) => name === 'CONVERSATION_PARTICIPANT_CHANGED',
  });
}

async function sendsMessage(session: Session, tap: EventTap, conversation: Conversation): Promise<void> {
  const messageId = randomUUID();
  const made = textCall(session, conversation, messageId);
  await succeeds(session, made);
  await arrives(session, tap, {
    rule: 'echo-arrives',
    made,
    what: 'its echo',
    accepts: carries(messageId),
  });
}

async function refusesAfterClose(session: Session): Promise<void> {
  const conversation = await startConversation(session);
  if (!(await succeeds(session, createCall(session.target, conversation)))) return;
  if (!(await succeeds(session, closeCall(session.target, conversation)))) return;
  const made = textCall(session, conversation, randomUUID());
  const { status } = await call(session, made);
  const holds = status >= 400 && status < 500;
  judge(session, 'nothing-sent-after-close', {
    made,
    holds,
    expected: 'a 4xx status',
    received: String(status),
  });
}

async function resumes(session: Session): Promise<void> {
  const conversation = await startConversation(session);
  const { token, conversationId, lastEventId } = conversation;
  await succeeds(session, createCall(session.target, conversation));
  const messageId = randomUUID();
  const message = textCall(session, conversation, messageId);
  await succeeds(session, message);
  const isEcho = carries(messageId);

  const resumed = streamCall(session.target, token, { 'last-event-id': lastEventId });
  const tap = await openStream(session, resumed);
  await arrives(session, tap, {
    rule: 'replay-after-last-event-id',
    made: resumed,
    what: 'the earlier message',
    accepts: isEcho,
  });
  await closeStream(session, { tap, made: resumed, conversationId });

  const fresh = streamCall(session.target, token);
  const live = await openStream(session, fresh);
  const holds = await staysAway(live, isEcho);
  judge(session, 'no-replay-without-last-event-id', {
    made: fresh,
    holds,
    expected: 'nothing old',
    received: 'an earlier message',
  });
  await closeStream(session, { tap: live, made: fresh, conversationId });
  await succeeds(session, closeCall(session.target, conversation));
}

function textCall({ target }: Session, conversation: Conversation, messageId: string): Call {
  return messageCall(target, { ...conversation, messageId, text: 'Hello' });
}

function carries(identifier: string): (event: TappedEvent) => boolean {
  return ({ entry }) => entry?.identifier === identifier;
}
