import type { components } from './generated/api.ts';
import {
  acknowledgeEntries,
  endMessagingSession,
  getRoutingStatus,
  getTranscript,
  listConversationEntries,
  listConversations,
  sendFile,
  sendTypingIndicator,
} from './generated/operations.ts';
import { messageCall, type Call, type Conversation, type RequestTarget } from './requests.ts';

type Schemas = components['schemas'];

/** What a list is asked for, by the names of its parameters. */
export type ListQuery = Readonly<Record<string, string>>;

/** An answer to choices or to a form. No source says which member holds it, so that it holds none. */
export function responseCall(
  target: RequestTarget,
  message: Conversation & { readonly message: Schemas['OutgoingResponse'] },
): Call {
  const text = messageCall(target, { ...message, messageId: message.message.id, text: '' });
  return { ...text, body: { ...(text.body as Schemas['SendMessageRequest']), message: message.message } };
}

/** A file and what is said of it. */
export interface FileMessage extends Conversation {
  readonly message: Schemas['FileMessageEntry']['message'];
  readonly fileName: string;
  readonly mediaType: string;
  /** ASCII. */
  readonly content: string;
}

/** The call that sends one file; its entry goes as JSON in a part of its own (C, S25). */
export function fileCall(
  { esDeveloperName }: RequestTarget,
  { token, conversationId, message, fileName, mediaType, content }: FileMessage,
): Call {
  const entry: Schemas['FileMessageEntry'] = {
    message,
    esDeveloperName,
    isNewMessagingSession: false,
    routingAttributes: {},
    language: 'en',
  };
  return {
    operation: sendFile,
    token,
    conversationId,
    form: {
      messageEntry: { content: JSON.stringify(entry), contentType: 'application/json' },
      fileData: { content, contentType: mediaType, fileName },
    },
  };
}

/** The call that tells that the user types, or has stopped. */
export function typingCall(
  { token, conversationId }: Conversation,
  body: Schemas['TypingIndicatorRequest'],
): Call {
  return { operation: sendTypingIndicator, token, conversationId, body };
}

/** The call that tells of entries that they were delivered, or read. */
export function receiptCall(
  { token, conversationId }: Conversation,
  acks: Schemas['AcknowledgeEntriesRequest']['acks'],
): Call {
  const body: Schemas['AcknowledgeEntriesRequest'] = { acks };
  return { operation: acknowledgeEntries, token, conversationId, body };
}

/** The call that asks how far the routing is. */
export function routingCall({ token, conversationId }: Conversation): Call {
  return { operation: getRoutingStatus, token, conversationId };
}

/** The call that lists the conversations of the token's user. */
export function conversationsCall(token: string, query: ListQuery = {}): Call {
  return { operation: listConversations, token, query };
}

/** The call that lists the entries of a conversation. */
export function entriesCall({ token, conversationId }: Conversation, query: ListQuery = {}): Call {
  return { operation: listConversationEntries, token, conversationId, query };
}

/** The call that ends the messaging session; the conversation stays open. */
export function sessionEndCall({ esDeveloperName }: RequestTarget, conversation: Conversation): Call {
  const { token, conversationId } = conversation;
  return { operation: endMessagingSession, token, conversationId, query: { esDeveloperName } };
}

/** The call that gets the transcript, a PDF. */
export function transcriptCall({ esDeveloperName }: RequestTarget, conversation: Conversation): Call {
  const { token, conversationId } = conversation;
  return { operation: getTranscript, token, conversationId, query: { esDeveloperName } };
}
