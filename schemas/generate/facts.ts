import { schemaAssertions, VALUE_KEYWORDS } from './assertions.ts';
import {
  child,
  componentSchemas,
  describedEvents,
  describedOperations,
  isObject,
  resolveRef,
  schemaName,
  type Json,
} from './document.ts';
import { provenanceOf, type Reasoned } from './provenance.ts';

/** Who has to keep to it: those who ask, or those who answer. */
export type Side = 'request' | 'answer' | 'event';

/** One thing that the description says, in a form that two versions of it can be compared by. */
export interface Fact extends Reasoned {
  readonly kind: 'operation' | 'parameter' | 'status' | 'event' | 'assertion';
  /** Stable: the same thing has the same id in every version. */
  readonly id: string;
  readonly says: string;
  /** More than one for what is sent in both directions. */
  readonly sides: readonly Side[];
}

/** Everything that a description says. */
export function factsOf(document: Json): readonly Fact[] {
  return [...operationFacts(document), ...eventFacts(document), ...assertionFacts(document)];
}

function operationFacts(document: Json): readonly Fact[] {
  return describedOperations(document).flatMap(
    ({ id, method, path, operation, parameters }): readonly Fact[] => [
      {
        kind: 'operation',
        id,
        says: `${method.toUpperCase()} ${path}`,
        sides: ['request', 'answer'],
        ...provenanceOf(document, operation),
      },
      ...parameters.map((parameter) => parameterFact(document, id, parameter)),
      ...Object.entries(child(operation, 'responses')).map(([status, value]): Fact => {
        const response = resolveRef(document, value);
        const says = String(response['description']);
        return {
          kind: 'status',
          id: `${id} ${status}`,
          says,
          sides: ['answer'],
          ...provenanceOf(document, response),
        };
      }),
    ],
  );
}

function parameterFact(document: Json, operation: string, parameter: Json): Fact {
  const schema = resolveRef(document, child(parameter, 'schema'));
  const asserted = VALUE_KEYWORDS.filter((keyword) => schema[keyword] !== undefined).map(
    (keyword) => `${keyword} ${[schema[keyword]].flat().join(', ')}`,
  );
  const isRequired = parameter['required'] === true;
  return {
    kind: 'parameter',
    id: `${operation} ${String(parameter['in'])} ${String(parameter['name'])}`,
    says: [isRequired ? 'required' : 'optional', ...asserted].join(', '),
    sides: ['request'],
    ...provenanceOf(document, parameter),
  };
}

function eventFacts(document: Json): readonly Fact[] {
  return Object.entries(describedEvents(document)).map(([name, row]): Fact => {
    const says = [row.entryType ?? 'entry type unknown', row.payload ?? row.data].join(', ');
    return { kind: 'event', id: name, says, sides: ['event'], ...provenanceOf(document, row) };
  });
}

function assertionFacts(document: Json): readonly Fact[] {
  const sides = sidesOf(document);
  return schemaAssertions(document).map(({ id, expected, ...known }) => {
    const component = /^\w+/.exec(id)?.[0] ?? '';
    const own = sides.filter(([, components]) => components.has(component)).map(([side]) => side);
    return { kind: 'assertion', id, says: expected, sides: own, ...known };
  });
}

/** Each side with the component schemas that it sends. */
export function sidesOf(document: Json): readonly (readonly [Side, ReadonlySet<string>])[] {
  const operations = describedOperations(document);
  const rows = Object.values(describedEvents(document));
  const payloads = rows.flatMap(({ payload, data }) => payload ?? data ?? []);
  const refs = ['EventEnvelope', ...payloads].map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const asked = operations.map(({ operation, parameters }) => [operation['requestBody'], parameters]);
  const listed = operations.some(({ operation }) =>
    JSON.stringify(operation['responses']).includes('x-entries'),
  );
  const answered = operations.map(({ operation }) => operation['responses']);
  return [
    ['request', reachable(document, asked)],
    ['answer', reachable(document, [...answered, ...(listed ? refs.slice(1) : [])])],
    ['event', reachable(document, refs)],
  ];
}

/** The component schemas that a value leads to. */
function reachable(document: Json, value: unknown, seen = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) reachable(document, item, seen);
  if (!isObject(value)) return seen;
  const name = schemaName(value);
  if (name !== undefined && seen.has(name)) return seen;
  if (name !== undefined) seen.add(name);
  const inner = name === undefined ? resolveRef(document, value) : (componentSchemas(document)[name] ?? {});
  for (const each of Object.values(inner)) reachable(document, each, seen);
  return seen;
}
