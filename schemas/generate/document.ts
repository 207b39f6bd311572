import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A JSON value with members, as read from the description. */
export interface Json {
  readonly [member: string]: unknown;
}

/** Where the one description of the API stands. */
export const DOCUMENT_URL = new URL('../enhanced-chat.openapi.yaml', import.meta.url);

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** One operation of the description with its path and method. */
export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Json;
}

/** Reads the description; errors are the YAML parser's, with line and column. */
export function readDocument(): Json {
  return parse(readFileSync(DOCUMENT_URL, 'utf8')) as Json;
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

/** All operations, in the order of the document. */
export function describedOperations(document: Json): readonly DescribedOperation[] {
  return Object.entries(child(document, 'paths')).flatMap(([path, item]) =>
    METHODS.filter((method) => (item as Json)[method] !== undefined).map((method) => {
      const operation = child(item, method);
      return { id: String(operation['operationId']), method, path, operation };
    }),
  );
}
