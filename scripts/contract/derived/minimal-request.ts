import { changed, pointersOf } from '../../../schemas/change.ts';
import { formParts } from '../../../schemas/generate/examples.ts';
import { judgeRequest } from '../../../schemas/judge-request.ts';
import type { Call } from '../../../schemas/requests.ts';
import {
  describedBodyOf,
  describedOperationOf,
  operationIdOf,
  withBody,
  type SoundRequest,
} from './sound-request.ts';

/** The request without whatever the description lets it do without; items of lists stay. */
export function minimalRequest(sound: SoundRequest): Call {
  const { made } = sound;
  const { parameters } = describedOperationOf(sound);
  const required = parameters.filter((each) => each['required'] === true).map(({ name }) => String(name));
  const body = describedBodyOf(sound);
  const query = Object.entries(made.query ?? {}).filter(([name]) => required.includes(name));
  const bare = { ...made, ...(made.query !== undefined && { query: Object.fromEntries(query) }) };
  return body === undefined ? bare : withBody(bare, leastOf(made, body.value));
}

/** Members go one by one, the outer ones first, as long as what is left is sound. */
function leastOf(made: Call, value: unknown): unknown {
  return pointersOf(value).reduce((left, pointer) => {
    if (pointer === '' || /\/\d+$/.test(pointer) || !stands(left, pointer)) return left;
    const without = changed(left, pointer, undefined);
    return isSound(made, without) ? without : left;
  }, value);
}

function isSound(made: Call, value: unknown): boolean {
  const operation = operationIdOf(made);
  const body = made.form === undefined ? JSON.stringify(value) : formParts(value);
  return judgeRequest({ operation, body }).length === 0;
}

function stands(value: unknown, pointer: string): boolean {
  return pointersOf(value).includes(pointer);
}
