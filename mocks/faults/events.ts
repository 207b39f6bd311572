import type { components } from '../../schemas/generated/api.ts';
import type { UserEvent } from '../machine/command.ts';
import type { FaultId } from './catalogue.ts';

type Envelope = components['schemas']['EventEnvelope'];
type Entry = Envelope['conversationEntry'];

/** What goes out as one event. */
export interface Sent extends Pick<UserEvent, 'data'> {
  readonly name: string;
  /** Undefined when a fault took it. */
  readonly id: number | undefined;
}

/** Faults that change an event. */
export const DISTORTIONS = {
  corrupted: (event) => ({ ...event, data: event.data.slice(0, event.data.length >> 1) }),
  mistyped: (event) => ({ ...event, data: JSON.stringify({ ...envelopeOf(event), channelType: 7 }) }),
  'payload-mistyped': (event) =>
    withEntry(event, (entry) => ({ ...entry, entryPayload: JSON.stringify(distorted(payloadOf(entry))) })),
  'payload-mismatched': (event) =>
    withEntry(event, (entry) => ({
      ...entry,
      entryPayload: JSON.stringify({ ...payloadOf(entry), entryType: 'ClientMenu' }),
    })),
  'payload-misidentified': (event) =>
    withEntry(event, (entry) => ({
      ...entry,
      entryPayload: JSON.stringify({ ...payloadOf(entry), id: `${entry.identifier}-other` }),
    })),
  'payload-as-object': (event) => withEntry(event, (entry) => ({ ...entry, entryPayload: payloadOf(entry) })),
  misnamed: (event) => ({ ...event, name: 'CONVERSATION_CLIENT_MENU' }),
  nameless: (event) => withEntry(event, (entry) => ({ ...entry, senderDisplayName: '' })),
  idless: (event) => ({ ...event, id: undefined }),
  'token-strayed': (event) =>
    withToken(event, (token) => ({
      ...token,
      targetMessageIdentifier: `${String(token['targetMessageIdentifier'])}-strayed`,
    })),
  'token-unnumbered': (event) => withToken(event, (token) => ({ ...token, sequenceNumber: 0 })),
  unrelated: (event) => withEntry(event, (entry) => ({ ...entry, relatedRecords: undefined })),
} as const satisfies Partial<Record<FaultId, (event: Sent) => Sent>>;

/** Faults that add an event. */
export const INTRUSIONS = {
  foreign: (event) => {
    const { conversationId } = envelopeOf(event);
    // Another conversation with an id of the same form: version and variant stand before the last twelve digits.
    const last = BigInt(`0x${conversationId.slice(-12)}`) ^ 0xffffffffffffn;
    const other = `${conversationId.slice(0, -12)}${last.toString(16).padStart(12, '0')}`;
    return { ...event, data: JSON.stringify({ ...envelopeOf(event), conversationId: other }) };
  },
  unknown: (event) => ({ ...event, name: 'CONVERSATION_OF_TOMORROW', data: '{"tomorrow":true}' }),
} as const satisfies Partial<Record<FaultId, (event: Sent) => Sent>>;

function envelopeOf({ data }: Sent): Envelope {
  return JSON.parse(data) as Envelope;
}

function withEntry(event: Sent, change: (entry: Entry) => object): Sent {
  const envelope = envelopeOf(event);
  return {
    ...event,
    data: JSON.stringify({ ...envelope, conversationEntry: change(envelope.conversationEntry) }),
  };
}

/** What is no streamed token stays as it is. */
function withToken(event: Sent, change: (token: Readonly<Record<string, unknown>>) => object): Sent {
  if (event.name !== 'CONVERSATION_STREAMING_TOKEN') return event;
  return withEntry(event, (entry) => {
    const payload = payloadOf(entry);
    const streamingToken = change(payload['streamingToken'] as Readonly<Record<string, unknown>>);
    return { ...entry, entryPayload: JSON.stringify({ ...payload, streamingToken }) };
  });
}

/** Tells the second message that a text with a link becomes (D, S11). */
export function isLink({ data }: Pick<Sent, 'data'>): boolean {
  return data.includes(String.raw`\"formatType\":\"RichLink\"`);
}

function payloadOf({ entryPayload }: Entry): Record<string, unknown> {
  return (typeof entryPayload === 'string' ? JSON.parse(entryPayload) : entryPayload) as Record<
    string,
    unknown
  >;
}

/** Objects become texts, and texts and numbers numbers and texts; type and id stay. */
function distorted(payload: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = new Set(['entryType', 'id']);
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => {
      if (kept.has(name)) return [name, value];
      return [name, typeof value === 'string' ? 7 : 'distorted'];
    }),
  );
}
