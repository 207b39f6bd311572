import { isMembers, parsedJson } from './json.ts';
import { judgeEntry } from './judge-entry.ts';
import type { DescribedBody, DescribedResponse, Operation } from './operation.ts';
import { shown, violationOf, violationsOf, type Violation } from './violation.ts';

/** An answer as it arrived. `contentType` is the header, parameters included. */
export interface Answer {
  readonly operation: Operation;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Of a body that is no JSON, so much is shown: enough to tell a web page from half a message, too little to read it. */
const SHOWN_TEXT = 24;

/**
 * Judges one answer: is its status one that the description names, is its body what the description says for that
 * status. Nothing is said of the media type where the status itself is not known.
 */
export function judgeResponse(answer: Answer): readonly Violation[] {
  const { operation, status } = answer;
  const described = describedResponse(operation, status);
  if (described !== undefined) return judgeBody(answer, described);
  const expected = `a status of ${Object.keys(operation.responses).join(', ')}`;
  return [violationOf('response-status', { place: operation.id, expected, received: String(status) })];
}

/** What the description says of a status: by itself, or by its class. */
export function describedResponse({ responses }: Operation, status: number): DescribedResponse | undefined {
  return responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`];
}

function judgeBody(
  answer: Answer,
  { bodies, mayBeEmpty, mark, sources }: DescribedResponse,
): readonly Violation[] {
  const types = Object.keys(bodies);
  const isOpen = Object.values(bodies).every(({ isAnything }) => isAnything === true);
  if (isOpen || (mayBeEmpty === true && answer.body === '')) return [];
  const type = answer.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const body = Object.hasOwn(bodies, type) ? bodies[type] : undefined;
  if (body !== undefined) return body.validator === undefined ? [] : judgeJson(answer, body);
  if (mark === 'I' || mark === 'U') return [];
  const finding = { expected: types.join(' or '), received: shown(answer.contentType), mark, sources };
  return [violationOf('response-content-type', { place: placeOf(answer), ...finding })];
}

function judgeJson(answer: Answer, { validator, entries }: DescribedBody): readonly Violation[] {
  const place = placeOf(answer);
  const value = parsedJson(answer.body);
  if (value === undefined) {
    // Half a token answer holds half a token: of these only the length is shown.
    const sensitive = answer.operation.id.startsWith('generate');
    const received = shown(answer.body, { sensitive, length: SHOWN_TEXT });
    return [violationOf('response-body', { place, expected: 'JSON', received })];
  }
  const breaches = validator?.(value, '') ?? [];
  const found = [...violationsOf('response-body', { value, place, breaches })];
  if (entries === undefined || !isMembers(value)) return found;
  const listed = value[entries.member];
  if (!Array.isArray(listed)) return found;
  const { member, events } = entries;
  listed.forEach((entry: unknown, item) => {
    const at = { place, pointer: `/${member}/${item}`, form: 'object', events } as const;
    for (const violation of judgeEntry(entry, at)) found.push(violation);
  });
  return found;
}

function placeOf({ operation, status }: Answer): string {
  return `${operation.id} ${status}`;
}
