import { sample } from '../latency.ts';
import type { Outcome } from './command.ts';
import { AGENT, type Entry } from './entries.ts';
import { record } from './guests.ts';
import type { State } from './state.ts';

const REPLIES = [
  'Thank you, let me look into that.',
  'I have found what you need.',
  'Could you tell me a little more?',
  'That is done. Is there anything else?',
] as const;

/** The agent will answer, after a think time. */
export function scheduleReply(state: State, conversationId: string): Outcome['timers'][number] {
  return {
    afterMs: sample(state.thinkTime, state.agent),
    command: { kind: 'agentReplies', conversationId },
  };
}

/** The agent answers, unless the session has ended meanwhile. */
export function reply(state: State, conversationId: string, now: number): Outcome {
  const conversation = state.conversations.get(conversationId);
  if (conversation === undefined || !conversation.inSession) return { events: [], timers: [] };
  const identifier = state.ids.uuid();
  const text = REPLIES[Math.floor(state.agent.next() * REPLIES.length)] ?? REPLIES[0];
  const entry: Entry = {
    name: 'CONVERSATION_MESSAGE',
    conversationId,
    identifier,
    sender: AGENT,
    payload: {
      abstractMessage: {
        messageType: 'StaticContentMessage',
        inReplyToMessageId: null,
        id: identifier,
        references: [],
        staticContent: { formatType: 'Text', text },
      },
      messageReason: null,
    },
    at: now,
  };
  return { events: record(state, conversation.owner, [entry]), timers: [] };
}
