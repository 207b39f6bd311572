import type { Random } from '../../../mocks/random.ts';
import { changed } from '../../../schemas/change.ts';
import { MEMBERS } from '../../../schemas/generate/assertions.ts';
import { child, type Json } from '../../../schemas/generate/document.ts';
import { valuePlaces, type ValuePlace } from '../../../schemas/generate/places.ts';
import { provenanceOf } from '../../../schemas/generate/provenance.ts';
import { isMembers } from '../../../schemas/json.ts';
import type { Provenance } from '../../../schemas/mark.ts';
import { atMostRefused, type BrokenKind, type BrokenRequest } from './broken-request.ts';
import { brokenValues, pick } from './broken-values.ts';
import { describedBodyOf, withBody, type SoundRequest } from './sound-request.ts';

/** A body with one thing wrong. */
interface BrokenBody extends Provenance {
  readonly kind: BrokenKind;
  /** What tells those of one kind and place apart: the keyword, or the wrong type. */
  readonly variant: string;
  readonly pointer: string;
  /** What of the pointer no seed changes. */
  readonly stable: string;
  readonly what: string;
  readonly value: unknown;
}

/** No member of this API has such a name. */
const EXTRA = ['notDescribed', 'debug', 'x', 'message2', 'Id'] as const;

/** The items of a list have one schema: the first stands for all. */
const LATER_ITEM = /\/[1-9]\d*(?:\/|$)/;

/** Every request whose body breaks one assertion of its schema, at any depth, in the order of the body. */
export function brokenBodies(sound: SoundRequest, random: Random): readonly BrokenRequest[] {
  const body = describedBodyOf(sound);
  if (body === undefined) return [];
  const { operation } = sound.made;
  return valuePlaces(sound.document, { ...body, pointer: '' })
    .filter(({ pointer }) => !LATER_ITEM.test(pointer))
    .flatMap((place) => brokenAt(sound, place, random))
    .map(({ kind, variant, pointer, stable, what, value, mark, sources }) => ({
      id: `${operation.id}/${kind}:${variant}${stable}`,
      operation,
      kind,
      place: `${operation.id} request#${pointer}`,
      what,
      expected: [400],
      made: withBody(sound.made, changed(body.value, pointer, value)),
      ...atMostRefused({ mark, sources }),
    }));
}

function brokenAt(sound: SoundRequest, place: ValuePlace, random: Random): readonly BrokenBody[] {
  return [
    ...wrongValues(sound, place, random),
    ...missingMembers(sound.document, place),
    ...extraMember(place, random),
  ];
}

function wrongValues(
  { document, made }: SoundRequest,
  { schema, value, pointer }: ValuePlace,
  random: Random,
): readonly BrokenBody[] {
  // A part of a form is a text whatever it says, and the form itself cannot be anything else.
  if (made.form !== undefined && (pointer === '' || schema['contentMediaType'] !== undefined)) return [];
  return brokenValues(schema, value, random).map(({ kind, keyword, value: wrong, what }) => ({
    kind,
    variant: wrong === null ? 'null' : keyword,
    pointer,
    stable: pointer,
    what: `${named(pointer)} ${what}`,
    value: wrong,
    ...provenanceOf(document, schema, keyword),
  }));
}

function missingMembers(document: Json, { schema, value, pointer }: ValuePlace): readonly BrokenBody[] {
  if (!isMembers(value)) return [];
  const required = (schema['required'] ?? []) as readonly string[];
  return required.map((member) => {
    const at = `${pointer}/${member}`;
    const known = provenanceOf(document, child(child(schema, 'properties'), member), 'presence');
    const what = `${at} is missing`;
    return {
      kind: 'required',
      variant: 'presence',
      pointer: at,
      stable: at,
      what,
      value: undefined,
      ...known,
    };
  });
}

function extraMember({ schema, value, pointer }: ValuePlace, random: Random): readonly BrokenBody[] {
  if (schema['additionalProperties'] !== false || !isMembers(value)) return [];
  const described = Object.keys(child(schema, 'properties'));
  const name = pick(
    EXTRA.filter((each) => !described.includes(each)),
    random,
  );
  if (name === undefined) return [];
  const { mark, sources } = MEMBERS;
  const what = `there is no member ${name}`;
  const known = { what, value: 1, mark, sources };
  return [{ kind: 'extra', variant: 'member', pointer: `${pointer}/${name}`, stable: pointer, ...known }];
}

function named(pointer: string): string {
  return pointer === '' ? 'the body' : pointer;
}
