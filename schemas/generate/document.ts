import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A JSON value with members, as read from the description. */
export interface Json {
  readonly [member: string]: unknown;
}

/** Where the one description of the API stands. */
export const DOCUMENT_URL = new URL('../enhanced-chat.openapi.yaml', import.meta.url);

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const REF = '#/components/schemas/';

/** One operation of the description with its path and method. */
export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Json;
  /** Those of the path, then its own, references followed. */
  readonly parameters: readonly Json[];
}

/** Reads the description, or another text of it; errors are the YAML parser's, with line and column. */
export function readDocument(text = readFileSync(DOCUMENT_URL, 'utf8')): Json {
  return parse(text) as Json;
}

/** The member as an object; an empty one when it is absent. */
export function child(value: unknown, member: string): Json {
  const inner = (value as Json | undefined)?.[member];
  return (inner ?? {}) as Json;
}

/** Follows a local `$ref`, once; any other value is returned as it is. */
export function resolveRef(document: Json, value: unknown): Json {
  const ref = (value as Json)['$ref'];
  if (typeof ref !== 'string') return value as Json;
  return ref
    .slice(2)
    .split('/')
    .reduce<Json>((node, part) => child(node, part), document);
}

/**
 * The component schema that a value refers to; undefined when it refers to none.
 *
 * @throws Error for a keyword beside the reference, which no generator would see
 */
export function schemaName(value: unknown): string | undefined {
  const { $ref: ref, ...beside } = (value ?? {}) as Json;
  if (typeof ref !== 'string' || !ref.startsWith(REF)) return undefined;
  const lost = Object.keys(beside).find((keyword) => keyword !== 'x-provenance' && keyword !== 'description');
  if (lost !== undefined) throw new Error(`"${lost}" beside the reference to ${ref} would be lost`);
  return ref.slice(REF.length);
}

/** A reference to a component schema. */
export function refTo(component: string): Json {
  return { $ref: `${REF}${component}` };
}

/** The component schemas by name. */
export function componentSchemas(document: Json): Readonly<Record<string, Json>> {
  return child(child(document, 'components'), 'schemas') as Readonly<Record<string, Json>>;
}

/** All operations, in the order of the document. */
export function describedOperations(document: Json): readonly DescribedOperation[] {
  return Object.entries(child(document, 'paths')).flatMap(([path, item]) =>
    METHODS.filter((method) => (item as Json)[method] !== undefined).map((method) => {
      const operation = child(item, method);
      const parameters = [item, operation].flatMap((each) => Object.values(child(each, 'parameters')));
      return {
        id: String(operation['operationId']),
        method,
        path,
        operation,
        parameters: parameters.map((each) => resolveRef(document, each)),
      };
    }),
  );
}

/** One row of the event table; an event carries an entry with a payload, or bare data. */
export interface EventRow extends Json {
  readonly summary: string;
  readonly entryType?: string;
  /** Component schemas. */
  readonly payload?: string;
  readonly data?: string;
}

/** The event table: name → row. */
export function describedEvents(document: Json): Readonly<Record<string, EventRow>> {
  const stream = describedOperations(document).find(({ id }) => id === 'streamEvents');
  return child(stream?.operation, 'x-events') as Readonly<Record<string, EventRow>>;
}
