import type { components } from '../../schemas/generated/api.ts';
import { EVENTS, type EventPayloads } from '../../schemas/generated/events.ts';
import type { Agent } from './agent.ts';
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
  /** Of an acknowledgement: what is acknowledged (C, S19 S28). */
  readonly relatedRecords?: readonly string[];
}

/** An agent: a bot's subject is a record id that begins with 0Xx (D sample, S7, S8), a person's is a user's. */
export function agentSender({ displayName, role }: Pick<Agent, 'displayName' | 'role'>): Sender {
  const isBot = role === 'Chatbot';
  const subject = `${isBot ? '0XxgL000' : '005gL000'}${recordDigits(displayName)}`;
  const appType = isBot ? 'chatbot' : 'agent';
  return { displayName, participant: { role, appType, subject, clientIdentifier: '' } };
}

/** Ten characters of a record id, others for another name. */
function recordDigits(name: string): string {
  let digits = 7;
  for (const character of name) digits = (digits * 31 + (character.codePointAt(0) ?? 0)) % 36 ** 7;
  return `${digits.toString(36).padStart(7, '0')}QAA`;
}

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
export function envelopeOf({
  name,
  conversationId,
  identifier,
  sender,
  payload,
  at,
  ...rest
}: Entry): string {
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
      relatedRecords: rest.relatedRecords ?? [],
    },
  };
  return JSON.stringify(envelope);
}
