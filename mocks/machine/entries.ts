import type { components } from '../../schemas/generated/api.ts';
import { CHANNEL } from './deployment.ts';

type Participant = Required<components['schemas']['Participant']>;

/** Names of the events that the stand-in sends; `ping` is the host's. */
export type EventName =
  | 'CONVERSATION_MESSAGE'
  | 'CONVERSATION_ROUTING_RESULT'
  | 'CONVERSATION_PARTICIPANT_CHANGED'
  | 'CONVERSATION_SESSION_STATUS_CHANGED'
  | 'CONVERSATION_CLOSE_CONVERSATION';

const ENTRY_TYPES: Readonly<Record<EventName, string>> = {
  CONVERSATION_MESSAGE: 'Message',
  CONVERSATION_ROUTING_RESULT: 'RoutingResult',
  CONVERSATION_PARTICIPANT_CHANGED: 'ParticipantChanged',
  CONVERSATION_SESSION_STATUS_CHANGED: 'SessionStatusChanged',
  CONVERSATION_CLOSE_CONVERSATION: 'CloseConversation',
};

/** Who speaks in an entry. */
export interface Sender {
  readonly displayName: string;
  readonly participant: Participant;
}

/** What happened, before it has an event id. */
export interface Entry {
  readonly name: EventName;
  readonly conversationId: string;
  /** Of the entry; of the message too, when it is one. */
  readonly identifier: string;
  readonly sender: Sender;
  /** What the payload carries besides `entryType` and `id`. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The AI agent. A bot's subject is a record id that begins with 0Xx (D sample, S7, S8). */
export const AGENT: Sender = {
  displayName: 'Stand-in Agent',
  participant: { role: 'Chatbot', appType: 'chatbot', subject: '0XxgL0000004KvtSAE', clientIdentifier: '' },
};

/** The system that routes and opens sessions. */
export const SYSTEM: Sender = {
  displayName: 'Automated Process',
  participant: { role: 'System', appType: 'conversation', subject: '115gL000002Xy4z', clientIdentifier: '' },
};

/** The guest, by subject. */
export function endUser(subject: string): Sender {
  return {
    displayName: 'Guest',
    participant: { role: 'EndUser', appType: 'iamessage', subject, clientIdentifier: '' },
  };
}

/** The `data` of an entry's event: the envelope, its payload a string that holds JSON (S5, S7, S8). */
export function envelopeOf({ name, conversationId, identifier, sender, payload, at }: Entry): string {
  const entryType = ENTRY_TYPES[name];
  const envelope: components['schemas']['EventEnvelope'] = {
    channelPlatformKey: CHANNEL.platformKey,
    channelType: CHANNEL.type,
    channelAddressIdentifier: CHANNEL.addressIdentifier,
    conversationId,
    conversationEntry: {
      senderDisplayName: sender.displayName,
      identifier,
      entryType,
      entryPayload: JSON.stringify({ entryType, id: identifier, ...payload }),
      sender: sender.participant,
      contextParamMap: {},
      visibilityStrategy: 'Default',
      transcriptedTimestamp: at,
      clientTimestamp: at,
      clientDuration: 0,
      relatedRecords: [],
    },
  };
  return JSON.stringify(envelope);
}
