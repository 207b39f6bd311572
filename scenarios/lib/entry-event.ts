import type { JudgedEvent } from '../../schemas/judge-event.ts';

/** One entry of a conversation, as it arrived on a stream. */
export interface EntryEvent {
  /** The name of the event, `CONVERSATION_MESSAGE` for example. */
  readonly name: string;
  /** On the clock of `now()`. */
  readonly receivedAt: number;
  readonly envelope: NonNullable<JudgedEvent['envelope']>;
}

type Accepts = (event: EntryEvent) => boolean;

/** Who answers a guest (reference 6.2): the rest are the guest, and machines that only report. */
const ANSWERING_ROLES: ReadonlySet<unknown> = new Set(['Agent', 'Chatbot', 'Supervisor']);

/** Any entry of the conversation. */
export function isEntryOf(conversationId: string): Accepts {
  return ({ envelope }) => envelope.conversationId === conversationId;
}

/** The message that was sent under this id: its echo, or its delivery to a further tab. */
export function isMessage(messageId: string): Accepts {
  return ({ name, envelope }) =>
    name === 'CONVERSATION_MESSAGE' && envelope.conversationEntry.identifier === messageId;
}

/** A message of an agent or a bot. A late greeting is taken for a reply: no field tells them apart. */
export function isReplyIn(conversationId: string): Accepts {
  return ({ name, envelope }) =>
    name === 'CONVERSATION_MESSAGE' &&
    envelope.conversationId === conversationId &&
    ANSWERING_ROLES.has(envelope.conversationEntry.sender.role);
}

/** The end of the conversation by its guest. */
export function isClosing(conversationId: string): Accepts {
  return ({ name, envelope }) =>
    name === 'CONVERSATION_CLOSE_CONVERSATION' && envelope.conversationId === conversationId;
}
