import type { ErrorObject } from 'ajv/dist/2020.js';
import { nearestName } from '../nearest.ts';

/** Keys and indices from the document's root to a value. */
export type FieldPath = readonly (string | number)[];

/** One breach of a schema in words. */
export interface SchemaFault {
  readonly place: FieldPath;
  readonly problem: string;
  readonly allowed: string | undefined;
}

const SHOWN_CHARACTERS = 60;
const COMPARISONS: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
  minLength: 'characters, at least',
  maxLength: 'characters, at most',
  minItems: 'entries, at least',
  maxItems: 'entries, at most',
};

/** Puts the most telling of ajv's errors (`verbose: true`) into words. `root` is the whole document. */
export function describeFault(errors: readonly ErrorObject[], root: unknown): SchemaFault {
  const error = mostTelling(errors);
  const place = placeOf(error.instancePath, root);
  if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') {
    return unknownField(error, place);
  }
  if (error.keyword === 'required') {
    const missing = String(error.params['missingProperty']);
    return {
      place: [...place, missing],
      problem: 'is missing',
      allowed: expectation(propertyOf(error, missing)),
    };
  }
  return { place, problem: `found ${show(error.data)}`, allowed: allowedBy(error) };
}

// The deepest place says most: an `anyOf` above it only repeats that no branch fitted. At one place
// a misspelt field explains the missing one.
function mostTelling(errors: readonly ErrorObject[]): ErrorObject {
  const first = errors[0];
  if (first === undefined) throw new RangeError('describeFault needs at least one error, got none');
  return errors.reduce((best, error) => (weight(error) > weight(best) ? error : best), first);
}

function weight({ instancePath, keyword }: ErrorObject): number {
  const combines = keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'if';
  return instancePath.split('/').length * 2 + (keyword.endsWith('Properties') ? 1 : 0) - (combines ? 1 : 0);
}

function unknownField(error: ErrorObject, place: FieldPath): SchemaFault {
  const params = error.params as { additionalProperty?: string; unevaluatedProperty?: string };
  const name = params.additionalProperty ?? params.unevaluatedProperty ?? '';
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
  const near = nearestName(name, known);
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  return {
    place: [...place, name],
    problem: `is unknown${hint}`,
    allowed: known.join(', ') || 'nothing here',
  };
}

function allowedBy(error: ErrorObject): string {
  const comparison = COMPARISONS[error.keyword];
  if (comparison !== undefined) return `${comparison} ${String(error.params['limit'])}`;
  if (error.keyword === 'enum')
    return (error.params['allowedValues'] as readonly unknown[]).map(show).join(', ');
  if (error.keyword === 'const') return show(error.params['allowedValue']);
  if (error.keyword === 'type') return [error.params['type']].flat().join(' or ');
  if (error.keyword === 'pattern') return `text that matches ${String(error.params['pattern'])}`;
  return error.message ?? error.keyword;
}

function expectation(schema: Readonly<Record<string, unknown>> | undefined): string | undefined {
  if (schema === undefined) return undefined;
  if ('const' in schema) return show(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map(show).join(', ');
  return typeof schema['type'] === 'string' ? schema['type'] : undefined;
}

function propertyOf(error: ErrorObject, name: string): Readonly<Record<string, unknown>> | undefined {
  const properties = error.parentSchema?.['properties'] as
    | Record<string, Record<string, unknown>>
    | undefined;
  return properties?.[name];
}

function placeOf(pointer: string, root: unknown): FieldPath {
  const place: (string | number)[] = [];
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    place.push(Array.isArray(value) ? Number(key) : key);
    value = (value as Record<string, unknown> | null)?.[key];
  }
  return place;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
