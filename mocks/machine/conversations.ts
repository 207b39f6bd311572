import type { ClientCommand, Outcome } from './command.ts';
import { answer, refuse } from './command.ts';
import { AGENT, endUser, SYSTEM, type Entry, type PayloadOf } from './entries.ts';
import { record, touchGuest } from './guests.ts';
import { scheduleReply } from './agent.ts';
import type { Conversation, State } from './state.ts';
import type { Claims } from './token.ts';

type CommandOf<Kind extends ClientCommand['kind']> = Extract<ClientCommand, { readonly kind: Kind }>;

/** What end users send (D, S11). */
const MESSAGE_TYPES = ['StaticContentMessage', 'ChoicesResponseMessage', 'FormResponseMessage'];

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
  if (known !== undefined && !known.open) return refuseClosed(id);
  if (known !== undefined) return answer(201, { conversationId: id });
  const owner = touchGuest(state, claims.sub, now);
  const conversation: Conversation = { id, owner, open: true };
  state.conversations.set(id, conversation);
  owner.conversations.push(conversation);
  owner.openConversations += 1;
  const entries = beginning({ conversationId: id, at: now }, () => state.ids.uuid());
  return { ...answer(201, { conversationId: id }), events: record(state, owner, entries) };
}

/** Accepts one message; its echo is an event, and the agent answers after a while. */
export function sendMessage(
  state: State,
  { claims, conversationId, body }: CommandOf<'sendMessage'>,
  now: number,
): Outcome {
  const refused = refuseAccess(state, { claims, conversationId, esDeveloperName: body.esDeveloperName });
  if (refused !== undefined) return refused;
  const { message } = body;
  const known = state.conversations.get(conversationId);
  if (known === undefined || !known.open) return refuseClosed(conversationId);
  if (!MESSAGE_TYPES.includes(message.messageType))
    return refuse(400, `messageType must be one of ${MESSAGE_TYPES.join(', ')}`);
  if (message.messageType === 'StaticContentMessage' && message.staticContent === undefined)
    return refuse(400, 'a StaticContentMessage needs staticContent');
  const owner = touchGuest(state, claims.sub, now);
  const accepted = answer(202, { conversationEntries: [{ id: message.id, clientTimestamp: now }] });
  // Assumed: a message that is sent again under its id is accepted, and comes back once.
  if (owner.log.some(({ identifier }) => identifier === message.id)) return accepted;
  const echo: Entry = {
    name: 'CONVERSATION_MESSAGE',
    conversationId,
    identifier: message.id,
    sender: endUser(claims.sub),
    payload: {
      abstractMessage: { inReplyToMessageId: null, references: [], ...message },
      messageReason: null,
    },
    at: now,
  };
  return {
    ...accepted,
    events: record(state, owner, [echo]),
    timers: [scheduleReply(state, conversationId)],
  };
}

/** Ends a conversation for good. Closing it again changes nothing (assumed). */
export function closeConversation(
  state: State,
  command: CommandOf<'closeConversation'>,
  now: number,
): Outcome {
  const refused = refuseAccess(state, command);
  if (refused !== undefined) return refused;
  const { conversationId, claims } = command;
  const conversation = state.conversations.get(conversationId);
  if (conversation === undefined || !conversation.open) return answer(204);
  conversation.open = false;
  const owner = touchGuest(state, claims.sub, now);
  owner.openConversations -= 1;
  const entries = ending({ conversationId, at: now, subject: claims.sub }, () => state.ids.uuid());
  return { ...answer(204), events: record(state, owner, entries) };
}

function beginning(common: Pick<Entry, 'conversationId' | 'at'>, identifier: () => string): readonly Entry[] {
  return [
    {
      ...common,
      name: 'CONVERSATION_ROUTING_RESULT',
      identifier: identifier(),
      sender: SYSTEM,
      payload: {
        recordId: null,
        failureType: 'None',
        failureReason: null,
        routingType: 'Initial',
        estimatedWaitTime: { isEWTRequested: false, estimatedWaitTimeInSeconds: null },
      },
    },
    {
      ...common,
      name: 'CONVERSATION_SESSION_STATUS_CHANGED',
      identifier: identifier(),
      sender: SYSTEM,
      payload: { sessionStatus: 'Active', sessionStatusPrev: 'Waiting', sessionEndedByRole: null },
    },
    {
      ...common,
      name: 'CONVERSATION_PARTICIPANT_CHANGED',
      identifier: identifier(),
      sender: SYSTEM,
      payload: agentChange('add'),
    },
  ];
}

function ending(
  { subject, ...common }: Pick<Entry, 'conversationId' | 'at'> & { readonly subject: string },
  identifier: () => string,
): readonly Entry[] {
  return [
    {
      ...common,
      name: 'CONVERSATION_CLOSE_CONVERSATION',
      identifier: identifier(),
      sender: endUser(subject),
      payload: { conversationIdentifier: common.conversationId },
    },
    {
      ...common,
      name: 'CONVERSATION_SESSION_STATUS_CHANGED',
      identifier: identifier(),
      sender: SYSTEM,
      payload: { sessionStatus: 'Ended', sessionStatusPrev: 'Active', sessionEndedByRole: 'EndUser' },
    },
    {
      ...common,
      name: 'CONVERSATION_PARTICIPANT_CHANGED',
      identifier: identifier(),
      sender: SYSTEM,
      payload: agentChange('remove'),
    },
  ];
}

function agentChange(operation: 'add' | 'remove'): PayloadOf<'CONVERSATION_PARTICIPANT_CHANGED'> {
  const { displayName, participant } = AGENT;
  return { entries: [{ operation, displayName, menuMetadata: null, participant }] };
}

/** The refusals that every call on an existing conversation shares; 404 before 403. */
function refuseAccess(
  state: State,
  call: { readonly claims: Claims; readonly conversationId: string; readonly esDeveloperName: string },
): Outcome | undefined {
  const conversation = state.conversations.get(call.conversationId);
  if (conversation === undefined) return refuse(404, `Conversation ${call.conversationId} is unknown`);
  if (conversation.owner.subject !== call.claims.sub) return refuseForeigner(call.conversationId);
  if (call.esDeveloperName !== state.deployment.esDeveloperName)
    return refuseDeployment(call.esDeveloperName);
  return undefined;
}

function refuseForeigner(conversationId: string): Outcome {
  return refuse(403, `The token's user takes no part in conversation ${conversationId}`);
}

function refuseDeployment(name: string): Outcome {
  return refuse(400, `esDeveloperName ${name} is not the deployment of the token`);
}

/** Assumed: the status is unknown; all that is documented is that neither side can send (S26). */
function refuseClosed(conversationId: string): Outcome {
  return refuse(400, `Conversation ${conversationId} is closed`);
}
