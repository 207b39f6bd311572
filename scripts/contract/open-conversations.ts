import { closeCall, type Call, type Conversation, type RequestTarget } from '../../schemas/requests.ts';
import { request } from './target-client.ts';

/** The conversations that a check has opened and not closed. A real host asks people to answer them. */
export interface OpenConversations {
  /** Told of a call that created one. */
  add(made: Call): void;
  /** Told of a call that closed one. */
  remove(made: Call): void;
  /** Closes all that are left, at the pace; tells the ids of those that could not be closed. */
  closeAll(target: RequestTarget, pace: () => Promise<void>): Promise<readonly string[]>;
}

/** None yet. */
export function createOpenConversations(): OpenConversations {
  const open = new Map<string, Conversation>();
  return {
    add: ({ token = '', body }) => {
      const { conversationId } = (body ?? {}) as Partial<Conversation>;
      if (typeof conversationId === 'string') open.set(conversationId, { token, conversationId });
    },
    remove: ({ conversationId = '' }) => void open.delete(conversationId),
    closeAll: async (target, pace) => {
      const left: string[] = [];
      for (const conversation of open.values()) {
        await pace();
        const answer = await request(target, closeCall(target, conversation)).catch(() => undefined);
        if (answer === undefined || answer.status >= 300) left.push(conversation.conversationId);
      }
      open.clear();
      return left;
    },
  };
}
