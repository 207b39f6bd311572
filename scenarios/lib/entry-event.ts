import type { ReadEntry } from '../../schemas/judge-event.ts';

/** One entry of a conversation, as it arrived on a stream. */
export interface EntryEvent extends ReadEntry {
  /** The name of the event, `CONVERSATION_MESSAGE` for example. */
  readonly name: string;
  /** On the clock of `now()`. */
  readonly receivedAt: number;
}

type Accepts = (event: EntryEvent) => boolean;

/** Who answers a guest (reference 6.2): the rest are the guest, and machines that only report. */
const ANSWERING_ROLES: ReadonlySet<unknown> = new Set(['Agent', 'Chatbot', 'Supervisor']);

/** Any entry of the conversation. */
export function isEntryOf(conversationId: string): Accepts {
  return (event) => event.conversationId === conversationId;
}

/** The message that was sent under this id: its echo, or its delivery to a further tab. */
export function isMessage(messageId: string): Accepts {
  return ({ name, identifier }) => name === 'CONVERSATION_MESSAGE' && identifier === messageId;
}

/** A message of an agent or a bot. A late greeting is taken for a reply: no field tells them apart. */
export function isReplyIn(conversationId: string): Accepts {
  return (event) =>
    event.name === 'CONVERSATION_MESSAGE' &&
    event.conversationId === conversationId &&
    ANSWERING_ROLES.has(event.senderRole);
}

/** The end of the conversation by its guest. */
export function isClosing(conversationId: string): Accepts {
  return (event) =>
    event.name === 'CONVERSATION_CLOSE_CONVERSATION' && event.conversationId === conversationId;
}
