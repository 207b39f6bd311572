import type { Random } from '../../../mocks/random.ts';
import { resolveRef, type Json } from '../../../schemas/generate/document.ts';
import { provenanceOf } from '../../../schemas/generate/provenance.ts';
import type { Call } from '../../../schemas/requests.ts';
import { atMostRefused, type BrokenRequest } from './broken-request.ts';
import { brokenTexts } from './broken-values.ts';
import { describedOperationOf, type SoundRequest } from './sound-request.ts';

/** One way in which a parameter is wrong; undefined takes it away. */
interface Wrong {
  readonly keyword: string;
  readonly value: string | undefined;
  readonly what: string;
}

/** Every request with one wrong parameter: a required one that is missing, or a value that its schema does not take. */
export function brokenParameters(sound: SoundRequest, random: Random): readonly BrokenRequest[] {
  return describedOperationOf(sound).parameters.flatMap((parameter) =>
    wrongTexts(sound, parameter, random).map((wrong) => brokenBy(sound, parameter, wrong)),
  );
}

function wrongTexts({ document, made }: SoundRequest, parameter: Json, random: Random): readonly Wrong[] {
  const value = textOf(made, parameter);
  const missing: readonly Wrong[] =
    parameter['required'] === true
      ? [{ keyword: 'presence', value: undefined, what: `${String(parameter['name'])} is missing` }]
      : [];
  if (value === undefined) return missing;
  const schema = resolveRef(document, parameter['schema']);
  const wrong = brokenTexts(schema, value, random).map(({ keyword, value: text, what }) => ({
    keyword,
    value: String(text),
    what: `${String(parameter['name'])} ${what}`,
  }));
  return [...missing, ...wrong];
}

function brokenBy(sound: SoundRequest, parameter: Json, { keyword, value, what }: Wrong): BrokenRequest {
  const { operation } = sound.made;
  const { name, in: where } = parameter;
  const place = `${String(where)}#/${String(name)}`;
  return {
    id: `${operation.id}/parameter:${keyword}/${String(where)}/${String(name)}`,
    operation,
    kind: 'parameter',
    place: `${operation.id} ${place}`,
    what,
    expected: expectedOf(where, value),
    made: withParameter(sound.made, parameter, value),
    ...atMostRefused(provenanceOf(sound.document, parameter)),
  };
}

/** Of a path another resource, or none, may be all that is left. */
function expectedOf(where: unknown, value: string | undefined): readonly number[] {
  if (where !== 'path') return [400];
  return value === undefined ? [400, 404, 405] : [400, 404];
}

function textOf(made: Call, { name, in: where }: Json): string | undefined {
  if (where === 'path') return made.conversationId;
  if (where === 'query') return made.query?.[String(name)];
  return made.headers?.[String(name).toLowerCase()];
}

function withParameter(made: Call, { name, in: where }: Json, value: string | undefined): Call {
  // The only parameter that a path has.
  if (where === 'path') return { ...made, conversationId: value ?? '' };
  const member = where === 'query' ? 'query' : 'headers';
  const key = where === 'query' ? String(name) : String(name).toLowerCase();
  const { [key]: _, ...others } = made[member] ?? {};
  return { ...made, [member]: value === undefined ? others : { ...others, [key]: value } };
}
