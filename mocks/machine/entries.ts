import type { components } from '../../schemas/generated/api.ts';
import { EVENTS, type EventPayloads } from '../../schemas/generated/events.ts';
import { CHANNEL } from './deployment.ts';

type Participant = Required<components['schemas']['Participant']>;

/** An event that carries an entry; `ping` is the host's. */
export type EntryEventName = keyof EventPayloads;

/** Who speaks in an entry. */
export interface Sender {
  readonly displayName: string;
  readonly participant: Participant;
}

/** What happened, before it has an event id. */
export type Entry = { [Name in EntryEventName]: EntryOf<Name> }[EntryEventName];

/** What a payload carries besides `entryType` and `id`. */
export type PayloadOf<Name extends EntryEventName> = Omit<EventPayloads[Name], 'entryType' | 'id'>;

interface EntryOf<Name extends EntryEventName> {
  readonly name: Name;
  readonly conversationId: string;
  /** Of the entry; of the message too, when it is one. */
  readonly identifier: string;
  readonly sender: Sender;
  readonly payload: PayloadOf<Name>;
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
  // Assumed: an entry whose type no source names has the event's name.
  const entryType = EVENTS[name].entryType ?? name;
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
