import { accessed, isRefusal, refuseClosed, refuseDeployment, refuseForeigner } from './access.ts';
import { answer, refuse, type CommandOf, type Outcome } from './command.ts';
import { own, record, touchGuest } from './guests.ts';
import { LIMITS, pass } from './limits.ts';
import { closed } from './session-entries.ts';
import { beginSession, endSession, following, sceneOf } from './sessions.ts';
import type { Conversation, Guest, State } from './state.ts';
import type { Claims } from './token.ts';

/** Pages of one guest whose starts are remembered. */
const PAGES = 100;

/** Creates a conversation if it does not exist (D, S26); its first session is routed at once. */
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
  if (state.hasLimits && !mayStart(owner, claims, now))
    return refuse('limit', 'Too many conversations started by this page');
  const conversation: Conversation = {
    id,
    owner,
    startedAt: now,
    endedAt: undefined,
    session: undefined,
    turns: 0,
    inbound: [],
  };
  own(state, owner, conversation);
  const { session, entries, steps } = beginSession(state, conversation, {
    capabilities: Number(claims.capabilitiesVersion),
    at: now,
  });
  return {
    ...answer(201, { conversationId: id }),
    events: record(state, owner, entries),
    timers: following(conversation, session, steps),
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
  const owner = touchGuest(state, command.claims.sub, now);
  const entries = endSession(conversation, sceneOf(state, conversation, now), 'EndUser');
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
  conversation.endedAt = now;
  const owner = touchGuest(state, command.claims.sub, now);
  owner.openConversations -= 1;
  const scene = sceneOf(state, conversation, now);
  const entries = [closed(scene, command.claims.sub), ...endSession(conversation, scene, 'EndUser')];
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

function mayStart({ starts }: Guest, { clientId }: Claims, now: number): boolean {
  const passed = starts.get(clientId) ?? [];
  starts.set(clientId, passed);
  if (starts.size > PAGES) starts.delete(starts.keys().next().value ?? '');
  return pass(passed, LIMITS.starts, now);
}
