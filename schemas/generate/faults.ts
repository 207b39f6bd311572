import { isMembers } from '../json.ts';
import { schemaPlaces } from './assertions.ts';
import {
  child,
  componentSchemas,
  describedEvents,
  describedOperations,
  resolveRef,
  type Json,
} from './document.ts';
import { provenanceOf } from './provenance.ts';

/** Thrown for a description that nothing can be generated from; one line for each fault, with its place. */
export class DescriptionError extends Error {
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'DescriptionError';
  }
}

const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

/** @throws DescriptionError that names every fault, so that one run shows them all */
export function assertSound(document: Json): void {
  const faults = faultsOf(document);
  if (faults.length > 0) throw new DescriptionError(faults);
}

/** What is wrong with a description, and where. */
export function faultsOf(document: Json): readonly string[] {
  const lost = [...lostReferences(document), ...lostPayloads(document)];
  // Without its references a description cannot be walked.
  if (lost.length > 0) return lost;
  const silent = knownPlaces(document).flatMap(([place, value]) => provenanceFaults(document, place, value));
  // A member stands in the list as such, and as a schema.
  return [...new Set([...unknownTypes(document), ...silent])];
}

/** Everything that has to say how it is known: schemas, members, operations, parameters, statuses, events. */
export function knownPlaces(document: Json): readonly (readonly [string, Json])[] {
  const schemas = schemaPlaces(document).flatMap(({ component, place, schema }) => [
    [`${component}${place}`, schema] as const,
    ...Object.entries(child(schema, 'properties')).map(
      ([member, inner]) => [`${component}${place}/${member}`, inner as Json] as const,
    ),
  ]);
  const operations = describedOperations(document).flatMap(({ id, operation, parameters }) => [
    [id, operation] as const,
    ...parameters.map((parameter) => [`${id} ${String(parameter['name'])}`, parameter] as const),
    ...Object.entries(child(operation, 'responses')).map(
      ([status, response]) => [`${id} ${status}`, resolveRef(document, response)] as const,
    ),
  ]);
  return [...schemas, ...operations, ...Object.entries(describedEvents(document))];
}

function provenanceFaults(document: Json, place: string, value: Json): readonly string[] {
  try {
    provenanceOf(document, value);
    return [];
  } catch {
    return [
      `${place} does not say how it is known; give it x-provenance: { mark: D, C, I or U, sources: [S…] }`,
    ];
  }
}

function unknownTypes(document: Json): readonly string[] {
  return schemaPlaces(document).flatMap(({ component, place, schema }) =>
    [schema['type'] ?? []]
      .flat()
      .filter((type) => !TYPES.includes(type))
      .map(
        (type) => `${component}${place} has the type ${JSON.stringify(type)}; there are ${TYPES.join(', ')}`,
      ),
  );
}

function lostReferences(document: Json): readonly string[] {
  return [...refsOf(document)]
    .filter((ref) => Object.keys(resolveRef(document, { $ref: ref })).length === 0)
    .map((ref) => `nothing stands at ${ref}`);
}

function lostPayloads(document: Json): readonly string[] {
  const schemas = componentSchemas(document);
  return Object.entries(describedEvents(document)).flatMap(([name, { payload, data }]) =>
    [payload, data]
      .filter((schema) => schema !== undefined && !Object.hasOwn(schemas, schema))
      .map((schema) => `event ${name}: there is no schema "${schema}" under components/schemas`),
  );
}

function refsOf(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (!isMembers(value) && !Array.isArray(value)) return found;
  if (isMembers(value) && typeof value['$ref'] === 'string') found.add(value['$ref']);
  for (const inner of Object.values(value)) refsOf(inner, found);
  return found;
}
