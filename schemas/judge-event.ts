import type { components } from './generated/api.ts';
import { ENTRY_EVENTS, EVENTS } from './generated/events.ts';
import { EventEnvelope } from './generated/validators.js';
import { isMembers, parsedJson } from './json.ts';
import { judgeEntry } from './judge-entry.ts';
import type { DescribedEvent } from './operation.ts';
import { shownText, violationOf, violationsOf, type Violation } from './violation.ts';

type Entry = components['schemas']['ConversationEntry'];

/** What a streamed token belongs to, and its place there (D, S7). */
export interface ReadToken {
  readonly targetMessageIdentifier: string;
  readonly sequenceNumber: number;
}

/** Of what an event brought, that which tells it from others. */
export interface ReadEntry extends Pick<Entry, 'identifier' | 'entryType'> {
  /** Of a streamed token. */
  readonly token?: ReadToken;
  readonly conversationId: components['schemas']['EventEnvelope']['conversationId'];
  /** Absent when the event does not say. */
  readonly senderRole?: NonNullable<Entry['sender']['role']>;
}

/** One judged event. `entry` is absent for events without one, and when it cannot be told which it is. */
export interface JudgedEvent {
  readonly violations: readonly Violation[];
  readonly entry?: ReadEntry;
}

/**
 * Judges one event of the stream: name, envelope, and the payload that the envelope holds as a string. Unknown event
 * names are no violation (D, S6).
 *
 * @param name the event's name, `CONVERSATION_MESSAGE` for example
 * @param data the text of its `data` lines
 */
export function judgeEvent(name: string, data: string): JudgedEvent {
  // A hostile name such as `__proto__` must not find what every object inherits.
  const event = Object.hasOwn(EVENTS, name)
    ? (EVENTS as Readonly<Record<string, DescribedEvent>>)[name]
    : undefined;
  if (event === undefined) return { violations: [] };
  const value = parsedJson(data);
  if (value === undefined) {
    const received = shownText(data);
    return { violations: [violationOf('event-data', { place: name, expected: 'JSON', received })] };
  }
  if ('data' in event)
    return {
      violations: violationsOf('event-data', { value, place: name, breaches: event.data(value, '') ?? [] }),
    };
  const breaches = EventEnvelope(value, '');
  const inner = isMembers(value) ? value['conversationEntry'] : undefined;
  const at = {
    place: name,
    pointer: '/conversationEntry',
    form: 'string',
    events: ENTRY_EVENTS,
    event,
  } as const;
  const { found, payload } = judgeEntry(inner, at);
  const violations =
    breaches === null
      ? found
      : [...violationsOf('event-envelope', { value, place: name, breaches }), ...found];
  const entry = readEntry(value, payload);
  return entry === undefined ? { violations } : { violations, entry };
}

function readEntry(value: unknown, payload: unknown): ReadEntry | undefined {
  if (!isMembers(value) || !isMembers(value['conversationEntry'])) return undefined;
  const { conversationId } = value;
  const { identifier, entryType, sender } = value['conversationEntry'];
  if (typeof conversationId !== 'string' || typeof identifier !== 'string' || typeof entryType !== 'string')
    return undefined;
  const senderRole = isMembers(sender) ? sender['role'] : undefined;
  const token = entryType === 'StreamingToken' ? readToken(payload) : undefined;
  return {
    conversationId,
    identifier,
    entryType,
    ...(typeof senderRole === 'string' && { senderRole }),
    ...(token !== undefined && { token }),
  };
}

function readToken(payload: unknown): ReadToken | undefined {
  const streamed = isMembers(payload) ? payload['streamingToken'] : undefined;
  if (!isMembers(streamed) || streamed['tokenType'] !== 'MessageStreamingToken') return undefined;
  const { targetMessageIdentifier, sequenceNumber } = streamed;
  if (typeof targetMessageIdentifier !== 'string' || typeof sequenceNumber !== 'number') return undefined;
  return { targetMessageIdentifier, sequenceNumber };
}
