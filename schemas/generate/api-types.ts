import { isMembers } from '../json.ts';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { type Json } from './document.ts';

/** The text of `generated/api.ts`: TypeScript types of every schema and operation. */
export async function apiTypes(document: Json): Promise<string> {
  const described = withoutDiscriminators(document) as OpenAPI3;
  const types = await openapiTS(described, {
    immutable: true,
    defaultNonNullable: false,
    // An object of which nothing is said may hold anything.
    emptyObjectsUnknown: true,
  });
  return astToString(types);
}

/** The generator would give the shape of all other values a value of its own; the constants say enough. */
function withoutDiscriminators(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDiscriminators);
  if (!isMembers(value)) return value;
  const kept = Object.entries(value).filter(([member]) => member !== 'discriminator');
  return Object.fromEntries(kept.map(([member, inner]) => [member, withoutDiscriminators(inner)]));
}
