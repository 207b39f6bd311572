import { actNext } from './agent-acts.ts';
import type { Command, Outcome } from './command.ts';
import { closeConversation, createConversation, endMessagingSession, takeNote } from './conversations.ts';
import { prune } from './guests.ts';
import { getRoutingStatus, getTranscript, listConversationEntries, listConversations } from './history.ts';
import { receive } from './inbound.ts';
import type { State } from './state.ts';
import { openStream, streamClosed } from './streams.ts';
import { continueToken, issueGuestToken, issueVerifiedToken, revokeToken } from './tokens.ts';

/**
 * Applies one command to the state, in place. No I/O, no clock, no chance but the state's own: the
 * same seed and the same commands at the same times give the same outcomes.
 *
 * @param now epoch milliseconds
 */
export function apply(state: State, command: Command, now: number): Outcome {
  switch (command.kind) {
    case 'issueGuestToken':
      return issueGuestToken(state, command.body, now);
    case 'issueVerifiedToken':
      return issueVerifiedToken(state, command.body, now);
    case 'continueToken':
      return continueToken(state, command.claims, now);
    case 'revokeToken':
      return revokeToken(state, command);
    case 'createConversation':
      return createConversation(state, command, now);
    case 'sendMessage':
    case 'sendFile':
      return receive(state, command, now);
    case 'closeConversation':
      return closeConversation(state, command, now);
    case 'endMessagingSession':
      return endMessagingSession(state, command, now);
    case 'sendTypingIndicator':
    case 'acknowledgeEntries':
      return takeNote(state, command);
    case 'getRoutingStatus':
      return getRoutingStatus(state, command);
    case 'listConversations':
      return listConversations(state, command);
    case 'listConversationEntries':
      return listConversationEntries(state, command);
    case 'getTranscript':
      return getTranscript(state, command, now);
    case 'openStream':
      return openStream(state, command, now);
    case 'agentActs':
      return actNext(state, command, now);
    case 'streamClosed':
      return streamClosed(state, command.subject, now);
    case 'prune':
      prune(state, now);
      return { events: [], timers: [] };
  }
}
