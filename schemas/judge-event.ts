import type { components } from './generated/api.ts';
import { CONTRACT } from './generated/contract-table.ts';
import {
  EntryPayload,
  EventEnvelope,
  MessagePayload,
  ParticipantChangedPayload,
  RoutingResultPayload,
  SessionStatusChangedPayload,
  type Validator,
} from './generated/validators.js';
import { schemaViolations, shown, type Violation } from './violation.ts';

/** The envelope that every event but `ping` carries. */
export type Envelope = components['schemas']['EventEnvelope'];

/** What every parsed payload has, and the rest as it came. */
export type Payload = components['schemas']['EntryPayload'] & Readonly<Record<string, unknown>>;

const PAYLOAD_VALIDATORS: Readonly<Record<string, Validator>> = {
  EntryPayload,
  MessagePayload,
  ParticipantChangedPayload,
  RoutingResultPayload,
  SessionStatusChangedPayload,
};

/** One judged event. `envelope` and `payload` are absent when they could not be read. */
export interface JudgedEvent {
  readonly violations: readonly Violation[];
  readonly envelope?: Envelope;
  readonly payload?: Payload;
}

/**
 * Judges one event of the stream: name, envelope, and the payload that the envelope holds as a
 * string. Unknown event names and `ping` are no violation (D, S6; C, S21).
 *
 * @param name the event's name, `CONVERSATION_MESSAGE` for example
 * @param data the text of its `data` lines
 */
export function judgeEvent(name: string, data: string): JudgedEvent {
  // A hostile name such as `__proto__` must not find what every object inherits.
  const contract = Object.hasOwn(CONTRACT.events, name) ? CONTRACT.events[name] : undefined;
  if (contract === undefined) return { violations: [] };
  const value = parsed(data);
  const envelopes = schemaViolations(value, {
    rule: 'event-envelope',
    schema: 'EventEnvelope',
    validator: EventEnvelope,
    place: name,
  });
  if (envelopes.length > 0) return { violations: envelopes };
  const envelope = value as Envelope;
  const { entryPayload, entryType, identifier } = envelope.conversationEntry;
  const payload = parsed(entryPayload);
  const violations = schemaViolations(payload, {
    rule: 'event-payload',
    schema: contract.payload,
    validator: PAYLOAD_VALIDATORS[contract.payload] ?? EntryPayload,
    place: `${name} entryPayload`,
  });
  if (violations.length > 0) return { violations, envelope };
  const read = payload as Payload;
  return {
    envelope,
    payload: read,
    violations: [
      ...mismatch('event-type-matches-name', {
        place: name,
        expected: contract.entryType,
        received: entryType,
      }),
      ...mismatch('payload-type-matches-entry', {
        place: name,
        expected: entryType,
        received: read.entryType,
      }),
      ...mismatch('payload-id-matches-entry', { place: name, expected: identifier, received: read.id }),
    ],
  };
}

function mismatch(
  rule: string,
  {
    place,
    expected,
    received,
  }: { readonly place: string; readonly expected: string; readonly received: string },
): readonly Violation[] {
  if (expected === received) return [];
  return [{ rule, mark: 'C', place, expected: shown(expected), received: shown(received) }];
}

/** The parsed text, or the text itself where it is no JSON: the schema then names the breach. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
