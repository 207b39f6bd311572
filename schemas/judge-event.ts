import type { components } from './generated/api.ts';
import { ENTRY_EVENTS, EVENTS } from './generated/events.ts';
import { EventEnvelope } from './generated/validators.js';
import { isMembers, parsedJson } from './json.ts';
import { judgeEntry } from './judge-entry.ts';
import type { DescribedEvent } from './operation.ts';
import { shownText, violationOf, violationsOf, type Violation } from './violation.ts';

type Entry = components['schemas']['ConversationEntry'];

/** Of what an event brought, that which tells it from others. */
export interface ReadEntry extends Pick<Entry, 'identifier' | 'entryType'> {
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
  const judged = judgeEntry(inner, at);
  const violations =
    breaches === null
      ? judged
      : [...violationsOf('event-envelope', { value, place: name, breaches }), ...judged];
  const entry = readEntry(value);
  return entry === undefined ? { violations } : { violations, entry };
}

function readEntry(value: unknown): ReadEntry | undefined {
  if (!isMembers(value) || !isMembers(value['conversationEntry'])) return undefined;
  const { conversationId } = value;
  const { identifier, entryType, sender } = value['conversationEntry'];
  if (typeof conversationId !== 'string' || typeof identifier !== 'string' || typeof entryType !== 'string')
    return undefined;
  const senderRole = isMembers(sender) ? sender['role'] : undefined;
  return { conversationId, identifier, entryType, ...(typeof senderRole === 'string' && { senderRole }) };
}
