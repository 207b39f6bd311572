import { accessed, isRefusal, refuseClosed, refuseDeployment, refuseForeigner } from './access.ts';
import { scheduleReply } from './agent.ts';
import { answer, type CommandOf, type Outcome } from './command.ts';
import { endUser, type Entry } from './entries.ts';
import { record, touchGuest } from './guests.ts';
import { beginning, closing, ending } from './session-entries.ts';
import type { Conversation, State } from './state.ts';

/** Creates a conversation if it does not exist (D, S26): routed, begun, and joined by the agent at once. */
export function createConversation(
  state: State,
  { claims, body }: CommandOf<'createConversation'>,
  now: number,
): Outcome {
  const id = body.conversationId;
  const known = state.conversations.get(id);
  if (known !== undefined && known.owner.subject !== claims.sub) return refuseForeigner(id);
  if (body.esDeveloperName !== state.deployment.esDeveloperName)
    return refuseDeployment(body.esDeveloperName);
  if (known?.endedAt !== undefined) return refuseClosed(id);
  if (known !== undefined) return answer(201, { conversationId: id });
  const owner = touchGuest(state, claims.sub, now);
  const conversation: Conversation = { id, owner, startedAt: now, endedAt: undefined, inSession: true };
  state.conversations.set(id, conversation);
  owner.conversations.push(conversation);
  owner.openConversations += 1;
  const entries = beginning({ conversationId: id, at: now }, state.ids.uuid);
  return { ...answer(201, { conversationId: id }), events: record(state, owner, entries) };
}

/** Accepts one message; its echo is an event, and the agent answers after a while. A new session begins where none is. */
export function sendMessage(state: State, command: CommandOf<'sendMessage'>, now: number): Outcome {
  const { claims, conversationId, body } = command;
  const conversation = accessed(state, { claims, conversationId, esDeveloperName: body.esDeveloperName });
  if (isRefusal(conversation)) return conversation;
  if (conversation.endedAt !== undefined) return refuseClosed(conversationId);
  const { message } = body;
  const owner = touchGuest(state, claims.sub, now);
  const accepted = answer(202, { conversationEntries: [{ id: message.id, clientTimestamp: now }] });
  // Assumed: a message that is sent again under its id is accepted, and comes back once.
  if (owner.log.some(({ identifier }) => identifier === message.id)) return accepted;
  const common = { conversationId, at: now };
  const begun = conversation.inSession ? [] : beginning(common, state.ids.uuid);
  conversation.inSession = true;
  const echo: Entry = {
    ...common,
    name: 'CONVERSATION_MESSAGE',
    identifier: message.id,
    sender: endUser(claims.sub),
    payload: {
      abstractMessage: { inReplyToMessageId: null, references: [], ...message },
      messageReason: null,
    },
  };
  return {
    ...accepted,
    events: record(state, owner, [...begun, echo]),
    timers: [scheduleReply(state, conversationId)],
  };
}

/** Ends the messaging session; the conversation stays open (C, S25). Ending none changes nothing (assumed). */
export function endMessagingSession(
  state: State,
  command: CommandOf<'endMessagingSession'>,
  now: number,
): Outcome {
  const conversation = accessed(state, command);
  if (isRefusal(conversation)) return conversation;
  if (!conversation.inSession) return answer(204);
  conversation.inSession = false;
  const owner = touchGuest(state, command.claims.sub, now);
  const entries = ending({ conversationId: conversation.id, at: now }, state.ids.uuid);
  return { ...answer(204), events: record(state, owner, entries) };
}

/** Ends a conversation for good, and its session with it (D, S17). Closing it again changes nothing (assumed). */
export function closeConversation(
  state: State,
  command: CommandOf<'closeConversation'>,
  now: number,
): Outcome {
  const conversation = accessed(state, command);
  if (isRefusal(conversation)) return conversation;
  if (conversation.endedAt !== undefined) return answer(204);
  const { id, inSession } = conversation;
  conversation.endedAt = now;
  conversation.inSession = false;
  const owner = touchGuest(state, command.claims.sub, now);
  owner.openConversations -= 1;
  const common = { conversationId: id, at: now };
  const ended = inSession ? ending(common, state.ids.uuid) : [];
  const entries = [closing(common, state.ids.uuid, command.claims.sub), ...ended];
  return { ...answer(204), events: record(state, owner, entries) };
}

/**
 * Takes note that the guest types, or of what the guest has received. Assumed: neither comes back on the stream, and a
 * conversation that is closed takes neither.
 */
export function takeNote(
  state: State,
  command: CommandOf<'sendTypingIndicator' | 'acknowledgeEntries'>,
): Outcome {
  const conversation = accessed(state, command);
  if (isRefusal(conversation)) return conversation;
  return conversation.endedAt === undefined ? answer(204) : refuseClosed(conversation.id);
}
