import type { Validator } from './breach.ts';
import type { OperationId } from './generated/operations.ts';
import { REQUEST_BODIES } from './generated/request-bodies.ts';
import { parsedJson } from './json.ts';
import { kindOf, violationOf, violationsOf, type Violation } from './violation.ts';

/** A request's body: JSON as text, or the parts of a form, each as text. */
export interface SentBody {
  readonly operation: OperationId;
  readonly body: string | Readonly<Record<string, unknown>>;
}

/** Judges the body of a request; where none of this kind is described, nothing is said. */
export function judgeRequest({ operation, body }: SentBody): readonly Violation[] {
  const request = REQUEST_BODIES[operation] ?? {};
  const place = `${operation} request`;
  if (typeof body === 'string')
    return judgeText(body, { place, pointer: '', validator: request[JSON_TYPE]?.validator });
  const form = request['multipart/form-data'];
  if (form === undefined) return [];
  const parts = Object.entries(form.parts ?? {}).flatMap(([name, validator]) => {
    const part = body[name];
    return typeof part === 'string' ? judgeText(part, { place, pointer: `/${name}`, validator }) : [];
  });
  const breaches = form.validator?.(body, '') ?? [];
  return [...violationsOf('request-body', { value: body, place, breaches }), ...parts];
}

const JSON_TYPE = 'application/json';

interface TextPlace {
  readonly place: string;
  /** JSON pointer to what the text holds. */
  readonly pointer: string;
  readonly validator: Validator | undefined;
}

function judgeText(text: string, { place, pointer, validator }: TextPlace): readonly Violation[] {
  if (validator === undefined) return [];
  const value = parsedJson(text);
  if (value === undefined) {
    const received = kindOf(text);
    return [violationOf('request-body', { place: `${place}#${pointer}`, expected: 'JSON', received })];
  }
  return violationsOf('request-body', { value, place, pointer, breaches: validator(value, '') ?? [] });
}
