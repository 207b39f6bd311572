import { child, describedOperations, resolveRef, schemaName, type Json } from './document.ts';
import { Code, literal } from './literal.ts';
import { knownBy } from './provenance.ts';
import { validatorNamed } from './validators.ts';

/**
 * The text of `generated/operations.ts`: one constant per operation, which holds the validators of its own bodies, so
 * that a bundle carries those of the operations that it calls.
 */
export function operations(document: Json): string {
  const described = describedOperations(document);
  const constants = described.map(({ id, method, path, operation }) => {
    const made = {
      id,
      method: method.toUpperCase(),
      path,
      needsToken: (operation['security'] as readonly unknown[]).length > 0,
      ...knownBy(document, operation),
      responses: responses(document, operation),
    };
    return `export const ${id}: Operation = ${literal(made)};\n`;
  });
  return [
    "import type { Operation } from '../operation.ts';",
    "import { ENTRY_EVENTS } from './events.ts';",
    "import * as validate from './validators.js';",
    '',
    '/** The version that the description states. */',
    `export const CONTRACT_VERSION = ${literal(child(document, 'info')['version'])};`,
    '',
    ...constants,
    '/** All of them, by id. */',
    `export const OPERATIONS = { ${described.map(({ id }) => id).join(', ')} } as const;`,
    '',
    '/** The id of one. */',
    'export type OperationId = keyof typeof OPERATIONS;',
    '',
  ].join('\n');
}

/**
 * The text of `generated/request-bodies.ts`: what each operation takes. Apart from the operations, since a client that
 * makes requests has no need to judge them.
 */
export function requestBodies(document: Json): string {
  const described = describedOperations(document).filter(
    ({ operation }) => operation['requestBody'] !== undefined,
  );
  const made = described.map(({ id, operation }) => [id, bodies(document, child(operation, 'requestBody'))]);
  return [
    "import type { DescribedBody } from '../operation.ts';",
    "import type { OperationId } from './operations.ts';",
    "import * as validate from './validators.js';",
    '',
    'type Bodies = Readonly<Record<string, DescribedBody>>;',
    '',
    '/** Operation → media type → body; absent where none is described. */',
    `export const REQUEST_BODIES: { readonly [id in OperationId]?: Bodies } = ${literal(Object.fromEntries(made))};`,
    '',
  ].join('\n');
}

function responses(document: Json, operation: Json): Json {
  return Object.fromEntries(
    Object.entries(child(operation, 'responses')).map(([status, value]) => {
      const response = resolveRef(document, value);
      const mayBeEmpty = response['x-may-be-empty'] === true;
      return [
        status,
        {
          ...knownBy(document, response),
          bodies: bodies(document, response),
          ...(mayBeEmpty && { mayBeEmpty }),
        },
      ];
    }),
  );
}

function bodies(document: Json, described: Json): Json {
  return Object.fromEntries(
    Object.entries(child(described, 'content')).map(([type, media]) => [
      type,
      bodyOf(document, media as Json),
    ]),
  );
}

function bodyOf(document: Json, media: Json): Json {
  const schema = child(media, 'schema');
  const component = schemaName(schema);
  const member = media['x-entries'];
  const made = { ...validatorNamed(document, 'validator', component), ...jsonParts(document, schema) };
  // A component without a validator is one of which nothing is asserted; what is no component is no JSON.
  const isAnything = component !== undefined && Object.keys(made).length === 0;
  return {
    ...made,
    ...(isAnything && { isAnything }),
    ...(member !== undefined && { entries: { member, events: new Code('ENTRY_EVENTS') } }),
  };
}

/** The parts of a form that hold JSON of a schema of their own. */
function jsonParts(document: Json, schema: Json): { readonly parts?: Json } {
  const described = Object.entries(child(resolveRef(document, schema), 'properties'));
  const parts = described.map(([name, part]) =>
    validatorNamed(document, name, schemaName(child(part, 'contentSchema'))),
  );
  const made = Object.assign({}, ...parts) as Json;
  return Object.keys(made).length === 0 ? {} : { parts: made };
}
