import { randomUUID } from 'node:crypto';
import type { components } from '../../schemas/generated/api.ts';
import type { Session } from './session.ts';
import type { Call } from './target-client.ts';

/** Whose conversation. */
export interface Conversation {
  readonly token: string;
  readonly conversationId: string;
}

/** The call that creates a conversation. */
export function createCall({ target }: Session, { token, conversationId }: Conversation): Call {
  const body: components['schemas']['CreateConversationRequest'] = {
    conversationId,
    esDeveloperName: target.esDeveloperName,
    routingAttributes: {},
  };
  return { operation: 'createConversation', token, body };
}

/** The call that sends a text; its message id is in the body. */
export function messageCall(
  { target }: Session,
  { token, conversationId, text }: Conversation & { readonly text: string },
): Call & { readonly body: components['schemas']['SendMessageRequest'] } {
  return {
    operation: 'sendMessage',
    token,
    conversationId,
    body: {
      message: {
        id: randomUUID(),
        messageType: 'StaticContentMessage',
        staticContent: { formatType: 'Text', text },
      },
      esDeveloperName: target.esDeveloperName,
      isNewMessagingSession: false,
      routingAttributes: {},
      language: 'en',
    },
  };
}

/** The call that closes a conversation. */
export function closeCall({ target }: Session, { token, conversationId }: Conversation): Call {
  return {
    operation: 'closeConversation',
    token,
    conversationId,
    query: { esDeveloperName: target.esDeveloperName },
  };
}
