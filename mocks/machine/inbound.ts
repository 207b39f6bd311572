import { accessed, isRefusal, refuseClosed } from './access.ts';
import { answer, refuse, type CommandOf, type Outcome } from './command.ts';
import { endUser, type Entry } from './entries.ts';
import { record, touchGuest } from './guests.ts';
import { LIMITS, pass } from './limits.ts';
import { fileMessage, linkMessage, linkOf, messageEntry } from './messages.ts';
import { answerMessage, beginSession, following, type BegunSession } from './sessions.ts';
import type { Conversation, State } from './state.ts';

type Inbound = CommandOf<'sendMessage' | 'sendFile'>;
type Frame = Pick<Entry, 'conversationId' | 'at' | 'sender' | 'identifier'>;

/** Accepts one message or file; its echo is an event, and the agent answers after a while. */
export function receive(state: State, command: Inbound, now: number): Outcome {
  const { claims, conversationId, body } = command;
  const conversation = accessed(state, { claims, conversationId, esDeveloperName: body.esDeveloperName });
  if (isRefusal(conversation)) return conversation;
  if (conversation.endedAt !== undefined) return refuseClosed(conversationId);
  if (!hasTextIds(command)) return refuse('malformed-request', 'message.id and message.fileId must be texts');
  const id = String(body.message.id);
  const owner = touchGuest(state, claims.sub, now);
  const accepted = answer(202, { conversationEntries: [{ id, clientTimestamp: now }] });
  // Assumed: a message that is sent again under its id is accepted, and comes back once.
  if (owner.log.some((event) => event.identifier === id && event.conversationId === conversationId))
    return accepted;
  if (needsPrechat(state, conversation, body))
    return refuse(
      'no-session',
      'There is no messaging session: show the pre-chat form, then send the message again',
    );
  if (state.hasLimits && !pass(conversation.inbound, LIMITS.messages, now))
    return refuse('limit', `Too many messages to conversation ${conversationId}`);
  const { session, entries, steps } = inSession(state, conversation, { claims, at: now });
  const echoes = echoesOf(state, command, {
    conversationId,
    at: now,
    sender: endUser(claims.sub),
    identifier: id,
  });
  return {
    ...accepted,
    events: record(state, owner, [...entries, ...echoes]),
    timers: following(conversation, session, [...steps, ...answerMessage(state, session, id)]),
  };
}

/** Assumed: the ids of a file are texts, though no source says so. */
function hasTextIds(command: Inbound): boolean {
  if (command.kind !== 'sendFile') return true;
  const { id, fileId } = command.body.message;
  return typeof id === 'string' && typeof fileId === 'string';
}

/** 417 without a session where a form is to be shown for each (C, S19). */
function needsPrechat(state: State, { session }: Conversation, body: Inbound['body']): boolean {
  const isFormDue = session === undefined && state.deployment.prechat === 'Session';
  return isFormDue && body.isNewMessagingSession !== true;
}

/** The session that goes on, or a new one. */
function inSession(
  state: State,
  conversation: Conversation,
  { claims, at }: Pick<Inbound, 'claims'> & { readonly at: number },
): BegunSession {
  const { session } = conversation;
  if (session !== undefined) return { session, entries: [], steps: [] };
  return beginSession(state, conversation, { capabilities: Number(claims.capabilitiesVersion), at });
}

/** What comes back of it: a text with a link comes back as two messages (D, S11). */
function echoesOf(state: State, command: Inbound, frame: Frame): readonly Entry[] {
  if (command.kind === 'sendFile') {
    const { message } = command.body;
    const { name, mediaType: mimeType } = command.file;
    return [fileMessage(frame, { id: String(message.fileId), name, mimeType, text: message.text })];
  }
  const { message } = command.body;
  const echo = messageEntry(frame, message);
  // Answers to choices and forms are open: such a member may be there, and be anything.
  const isText = message.messageType === 'StaticContentMessage';
  const link = isText ? linkOf(message.staticContent.text) : undefined;
  return link === undefined ? [echo] : [echo, linkMessage({ ...frame, identifier: state.ids.uuid() }, link)];
}
