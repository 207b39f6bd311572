import { isMembers } from '../json.ts';
import {
  child,
  describedEvents,
  describedOperations,
  resolveRef,
  schemaName,
  type Json,
} from './document.ts';

/** One example of the description, and what it is an example of. */
export type Example = RequestExample | AnswerExample | EventExample;

interface Exemplary {
  /** Unique and readable, `sendMessage 202 usual` for example. */
  readonly id: string;
  readonly name: string;
  readonly value: unknown;
}

/** A request's body; of a form with its parts of JSON as objects, see `formParts`. */
export interface RequestExample extends Exemplary {
  readonly kind: 'request';
  readonly operation: string;
  readonly mediaType: string;
  readonly schema: string | undefined;
}

/** An answer's body. */
export interface AnswerExample extends Exemplary {
  readonly kind: 'answer';
  readonly operation: string;
  /** As the description has it: `202`, or `2XX`. */
  readonly status: string;
  readonly mediaType: string;
  readonly schema: string | undefined;
}

/** An event's data; of an envelope with the payload as an object, see `eventData`. */
export interface EventExample extends Exemplary {
  readonly kind: 'event';
  readonly event: string;
  /** Of the payload, or of bare data. */
  readonly schema: string;
}

/** Every example of the description. */
export function examplesOf(document: Json): readonly Example[] {
  return [...bodyExamples(document), ...eventExamples(document)];
}

function bodyExamples(document: Json): readonly (RequestExample | AnswerExample)[] {
  return describedOperations(document).flatMap(({ id: operation, operation: described }) => [
    ...mediaExamples(document, child(described, 'requestBody')).map((each) => ({
      ...each,
      kind: 'request' as const,
      id: `${operation} request ${each.name}`,
      operation,
    })),
    ...Object.entries(child(described, 'responses')).flatMap(([status, response]) =>
      mediaExamples(document, resolveRef(document, response)).map((each) => ({
        ...each,
        kind: 'answer' as const,
        id: `${operation} ${status} ${each.mediaType} ${each.name}`,
        operation,
        status,
      })),
    ),
  ]);
}

function mediaExamples(document: Json, described: Json) {
  return Object.entries(child(described, 'content')).flatMap(([mediaType, media]) =>
    Object.entries(child(media, 'examples')).map(([name, example]) => ({
      name,
      mediaType,
      schema: schemaName(child(media, 'schema')),
      value: expanded(mediaType, resolveRef(document, example)['value']),
    })),
  );
}

/** A form with its parts of JSON parsed, see `formParts`. */
function expanded(mediaType: string, value: unknown): unknown {
  if (mediaType !== 'multipart/form-data' || !isMembers(value)) return value;
  const parse = (part: unknown) =>
    typeof part === 'string' && part.startsWith('{') ? (JSON.parse(part) as unknown) : part;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, parse(part)]));
}

/** The parts of a form as they are sent: an object becomes a text, and what is no form stays as it is. */
export function formParts(value: unknown): Json {
  if (!isMembers(value)) return value as Json;
  const parts = Object.entries(value);
  return Object.fromEntries(
    parts.map(([name, part]) => [name, isMembers(part) ? JSON.stringify(part) : part]),
  );
}

function eventExamples(document: Json): readonly EventExample[] {
  return Object.entries(describedEvents(document)).flatMap(([event, row]) =>
    Object.entries(child(row, 'examples')).map(([name, example]) => ({
      kind: 'event' as const,
      id: `${event} ${name}`,
      name,
      event,
      schema: row.payload ?? row.data ?? '',
      value: eventValue(document, { row, name, example: example as Json }),
    })),
  );
}

/** Puts a payload into the envelope of a usual, or of a minimal event. */
function eventValue(
  document: Json,
  { row, name, example }: { readonly row: Json; readonly name: string; readonly example: Json },
): unknown {
  if (row['data'] !== undefined) return example['data'];
  const envelopes = child(child(document, 'components'), 'examples');
  const envelope = child(child(envelopes, name === 'minimal' ? 'EventMinimal' : 'EventUsual'), 'value');
  const payload = child(example, 'payload');
  const { identifier } = child(envelope, 'conversationEntry');
  return {
    ...envelope,
    conversationEntry: {
      ...child(envelope, 'conversationEntry'),
      ...child(example, 'entry'),
      identifier: payload['id'] ?? identifier,
      entryType: row['entryType'] ?? payload['entryType'] ?? 'Unknown',
      entryPayload: payload,
    },
  };
}

/** The `data` text of an event: its payload becomes a string. What is no object stays as it is. */
export function eventData(value: unknown): string {
  if (!isMembers(value) || !isMembers(value['conversationEntry'])) return JSON.stringify(value);
  const { entryPayload } = value['conversationEntry'];
  if (!isMembers(entryPayload)) return JSON.stringify(value);
  const conversationEntry = { ...value['conversationEntry'], entryPayload: JSON.stringify(entryPayload) };
  return JSON.stringify({ ...value, conversationEntry });
}
