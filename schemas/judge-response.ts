import { isMembers, parsedJson } from './json.ts';
import { keep } from './breach.ts';
import { judgeEntry } from './judge-entry.ts';
import type { DescribedBody, DescribedResponse, Operation } from './operation.ts';
import { shown, shownText, violationOf, violationsOf, type Violation } from './violation.ts';

/** An answer as it arrived. `contentType` is the header, parameters included. */
export interface Answer {
  readonly operation: Operation;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

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
    const received = shownText(answer.body);
    return [violationOf('response-body', { place, expected: 'JSON', received })];
  }
  const breaches = validator?.(value, '') ?? [];
  const found = violationsOf('response-body', { value, place, breaches });
  const listed = entries !== undefined && isMembers(value) ? value[entries.member] : undefined;
  return entries === undefined || !Array.isArray(listed)
    ? found
    : judgeEntries(listed, { place, entries, found });
}

/** What a list repeats of the stream is known from clients only (4.7): a documented row weighs C here. */
function judgeEntries(
  listed: readonly unknown[],
  {
    place,
    entries: { member, events },
    found,
  }: {
    readonly place: string;
    readonly entries: NonNullable<DescribedBody['entries']>;
    readonly found: readonly Violation[];
  },
): readonly Violation[] {
  const all = [...found];
  listed.forEach((entry, item) => {
    const at = { place, pointer: `/${member}/${item}`, form: 'object', events } as const;
    for (const violation of judgeEntry(entry, at).found)
      keep(all, violation, (other) => isAlike(other, violation));
  });
  return all.map((violation) => (violation.mark === 'D' ? { ...violation, mark: 'C' } : violation));
}

function isAlike(one: Violation, other: Violation): boolean {
  return one.rule === other.rule && one.expected === other.expected && one.mark === other.mark;
}

function placeOf({ operation, status }: Answer): string {
  return `${operation.id} ${status}`;
}
