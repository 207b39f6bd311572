import { child, describedOperations, resolveRef, type Json } from './document.ts';

/**
 * The text of `generated/contract-table.ts`: what the judge looks up — operations with their
 * statuses and body schemas, the event table, and the provenance mark of every schema place.
 */
export function contractTable(document: Json): string {
  return [
    "import type { ContractTable } from '../contract-table.ts';",
    '',
    '/** Operations, events and provenance marks, as the description states them. */',
    `export const CONTRACT: ContractTable = ${JSON.stringify(
      {
        version: child(document, 'info')['version'],
        operations: operations(document),
        events: events(document),
        marks: marks(document),
      },
      null,
      2,
    )};`,
    '',
  ].join('\n');
}

function operations(document: Json): Json {
  return Object.fromEntries(
    describedOperations(document).map(({ id, method, path, operation }) => [
      id,
      {
        method: method.toUpperCase(),
        path,
        needsToken: (operation['security'] as readonly unknown[]).length > 0,
        mark: markOf(operation),
        responses: responses(document, operation),
      },
    ]),
  );
}

function responses(document: Json, operation: Json): Json {
  return Object.fromEntries(
    Object.entries(child(operation, 'responses')).map(([status, value]) => {
      const response = resolveRef(document, value);
      const bodies = Object.entries(child(response, 'content')).map(([type, media]) => [
        type,
        schemaName(child(media, 'schema')),
      ]);
      return [status, { mark: markOf(response), bodies: Object.fromEntries(bodies) }];
    }),
  );
}

function schemaName(schema: Json): string | null {
  const ref = schema['$ref'];
  return typeof ref === 'string' ? (ref.split('/').at(-1) ?? null) : null;
}

function events(document: Json): Json {
  const stream = describedOperations(document).find(({ id }) => id === 'streamEvents');
  return Object.fromEntries(
    Object.entries(child(stream?.operation, 'x-events')).map(([name, value]) => {
      const { entryType, payload, mark } = value as Json;
      return [name, { entryType, payload, mark }];
    }),
  );
}

/** Provenance by schema and place in the value: `TokenResponse` → `/context/deviceId` → `C`. */
function marks(document: Json): Json {
  const schemas = child(child(document, 'components'), 'schemas');
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const found: Record<string, string> = {};
      collectMarks(document, { schema, place: '', found });
      return [name, found];
    }),
  );
}

interface MarkWalk {
  readonly schema: unknown;
  readonly place: string;
  readonly found: Record<string, string>;
}

function collectMarks(document: Json, { schema, place, found }: MarkWalk): void {
  const shape = resolveRef(document, schema);
  if (shape['x-provenance'] !== undefined) found[place] = markOf(shape);
  for (const [member, inner] of Object.entries(child(shape, 'properties'))) {
    collectMarks(document, { schema: inner, place: `${place}/${member}`, found });
  }
  if (typeof shape['items'] === 'object') {
    collectMarks(document, { schema: shape['items'], place: `${place}/*`, found });
  }
}

function markOf(value: Json): string {
  const mark = child(value, 'x-provenance')['mark'];
  return typeof mark === 'string' ? mark : 'U';
}
