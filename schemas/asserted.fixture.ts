import { isMembers } from './json.ts';
import { OPERATIONS, type OperationId } from './generated/operations.ts';
import { VALUE_KEYWORDS } from './generate/assertions.ts';
import { child, type Json } from './generate/document.ts';
import { eventData, formParts, type Example } from './generate/examples.ts';
import { valuePlaces, type DescribedValue, type ValuePlace } from './generate/places.ts';
import { judgeEvent } from './judge-event.ts';
import { judgeRequest } from './judge-request.ts';
import { judgeResponse } from './judge-response.ts';
import type { Violation } from './violation.ts';

/** An assertion of the description that holds at one place of one example. */
export interface Asserted {
  readonly assertion: string;
  readonly pointer: string;
  /** `presence`, or the keyword. */
  readonly kind: string;
  readonly argument: unknown;
}

/** Everything that is asserted of an example, read from the description and the value alone: no validator is asked. */
export function assertedOf(document: Json, example: Example): readonly Asserted[] {
  if (example.schema === undefined) return [];
  const walk = (schema: string, value: unknown, pointer = '') =>
    walked(document, { component: schema, value, pointer });
  const value = example.value as Json;
  if (example.kind !== 'event') return [...walk(example.schema, value), ...listed(document, example)];
  if (!isMembers(value)) return walk(example.schema, value);
  const payload = child(value, 'conversationEntry')['entryPayload'];
  return [
    ...walk('EventEnvelope', { ...value, conversationEntry: withText(value) }),
    ...walk(example.schema, payload, '/conversationEntry/entryPayload'),
  ];
}

/** The entry with its payload as a text, as it stands on the stream. */
function withText(value: Json): Json {
  return { ...child(value, 'conversationEntry'), entryPayload: '' };
}

/** What is asserted of the payloads within a list of entries. */
function listed(document: Json, { schema, value }: Example): readonly Asserted[] {
  if (schema !== 'EntryList') return [];
  const entries = (value as Json)['conversationEntries'] as readonly Json[];
  return (
    entries
      .flatMap((entry, item) =>
        walked(document, {
          component: `${String(entry['entryType'])}Payload`,
          value: entry['entryPayload'],
          pointer: `/conversationEntries/${item}/entryPayload`,
        }),
      )
      // That the payload itself is an object, the entry's schema says.
      .filter(({ assertion }) => !/^\w+Payload#type$/.test(assertion))
  );
}

/** Everything that is asserted of a value. */
function walked(document: Json, described: DescribedValue): readonly Asserted[] {
  return valuePlaces(document, described).flatMap((place) => [...valuesOf(place), ...presencesOf(place)]);
}

function valuesOf({ schema, pointer, path }: ValuePlace): readonly Asserted[] {
  const isListed = schema['const'] !== undefined || schema['enum'] !== undefined;
  return VALUE_KEYWORDS.filter(
    (keyword) => schema[keyword] !== undefined && !(keyword === 'type' && isListed),
  ).map((kind) => ({ assertion: `${path}#${kind}`, pointer, kind, argument: schema[kind] }));
}

function presencesOf({ schema, value, pointer, path }: ValuePlace): readonly Asserted[] {
  if (!isMembers(value) || schema['contentSchema'] !== undefined) return [];
  const required = (schema['required'] ?? []) as readonly string[];
  const present = required.map((member) => ({
    assertion: `${path}/${member}#presence`,
    pointer: `${pointer}/${member}`,
    kind: 'presence',
    argument: undefined,
  }));
  if (schema['additionalProperties'] !== false) return present;
  const extra = { pointer: `${pointer}/notDescribed`, kind: 'members', argument: undefined };
  return [...present, { ...extra, assertion: `${path}#members` }];
}

/** Judges an example's value as what it is an example of. */
export function judged(example: Example, value: unknown = example.value): readonly Violation[] {
  if (example.kind === 'event') return judgeEvent(example.event, eventData(value)).violations;
  const operation = example.operation as OperationId;
  if (example.kind === 'request' && example.mediaType !== 'application/json')
    return judgeRequest({ operation, body: formParts(value) });
  const body = example.mediaType.includes('json') ? JSON.stringify(value) : String(value);
  if (example.kind === 'request') return judgeRequest({ operation, body });
  const status = Number(example.status.replace('XX', '06'));
  const answer = { operation: OPERATIONS[operation], status, contentType: example.mediaType, body };
  return judgeResponse(answer);
}
