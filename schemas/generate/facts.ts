import { isMembers } from '../json.ts';
import { expectation, schemaAssertions, schemaPlaces, VALUE_KEYWORDS, variantsOf } from './assertions.ts';
import {
  child,
  componentSchemas,
  describedEvents,
  describedOperations,
  refTo,
  resolveRef,
  schemaName,
  type Json,
} from './document.ts';
import { provenanceOf, type Reasoned } from './provenance.ts';

/** Who has to keep to it: those who ask, or those who answer. */
export type Side = 'request' | 'answer' | 'event';

/** One thing that the description says, in a form that two versions of it can be compared by. */
export interface Fact extends Reasoned {
  readonly kind: FactKind;
  /** Stable: the same thing has the same id in every version. */
  readonly id: string;
  readonly says: string;
  /** More than one for what is sent in both directions. */
  readonly sides: readonly Side[];
  /** Of an assertion: its keyword's value, which tells wider from narrower. */
  readonly argument?: unknown;
}

/** What a fact is about. A `shape` is what a schema is where a member has some value. */
export type FactKind =
  | 'operation'
  | 'parameter'
  | 'body'
  | 'status'
  | 'event'
  | 'shape'
  | 'member'
  | 'assertion';

/** Everything that a description says. */
export function factsOf(document: Json): readonly Fact[] {
  return [...operationFacts(document), ...eventFacts(document), ...schemaFacts(document)];
}

function operationFacts(document: Json): readonly Fact[] {
  return describedOperations(document).flatMap(({ id, method, path, operation, parameters }) => {
    const needsToken = ((operation['security'] ?? []) as readonly unknown[]).length > 0;
    const own: Fact = {
      kind: 'operation',
      id,
      says: `${method.toUpperCase()} ${path}${needsToken ? ', with a token' : ''}`,
      sides: ['request', 'answer'],
      ...provenanceOf(document, operation),
    };
    const request = bodyFacts(`${id} request`, child(operation, 'requestBody'), {
      sides: ['request'],
      ...provenanceOf(document, operation),
    });
    const responses = Object.entries(child(operation, 'responses')).flatMap(([status, value]) =>
      statusFacts(document, `${id} ${status}`, resolveRef(document, value)),
    );
    return [
      own,
      ...parameters.flatMap((each) => parameterFacts(document, id, each)),
      ...request,
      ...responses,
    ];
  });
}

function statusFacts(document: Json, id: string, response: Json): readonly Fact[] {
  const known = provenanceOf(document, response);
  const says = String(response['description']);
  return [
    { kind: 'status', id, says, sides: ['answer'], ...known },
    ...bodyFacts(id, response, { sides: ['answer'], ...known }),
  ];
}

function bodyFacts(id: string, described: Json, known: Reasoned & Pick<Fact, 'sides'>): readonly Fact[] {
  return Object.entries(child(described, 'content')).map(([type, media]): Fact => {
    const component = schemaName(child(media, 'schema')) ?? 'no JSON';
    const entries = (media as Json)['x-entries'];
    const says = [
      component,
      ...(described['x-may-be-empty'] === true ? ['may be empty'] : []),
      ...(typeof entries === 'string' ? [`entries in ${entries}`] : []),
    ];
    return { kind: 'body', id: `${id} ${type}`, says: says.join(', '), ...known };
  });
}

function parameterFacts(document: Json, operation: string, parameter: Json): readonly Fact[] {
  const id = `${operation} ${String(parameter['in'])} ${String(parameter['name'])}`;
  const schema = resolveRef(document, child(parameter, 'schema'));
  const known = { sides: ['request'] as const, ...provenanceOf(document, parameter) };
  const initial = schema['default'] === undefined ? '' : `, ${JSON.stringify(schema['default'])} by default`;
  const says = `${parameter['required'] === true ? 'required' : 'optional'}${initial}`;
  return [
    { kind: 'parameter', id, says, ...known },
    ...VALUE_KEYWORDS.filter((keyword) => schema[keyword] !== undefined).map((keyword): Fact => ({
      kind: 'assertion',
      id: `${id}#${keyword}`,
      says: expectation(keyword, schema[keyword]),
      argument: schema[keyword],
      ...known,
    })),
  ];
}

function eventFacts(document: Json): readonly Fact[] {
  return Object.entries(describedEvents(document)).map(([name, row]): Fact => {
    const says = [row.entryType ?? 'entry type unknown', row.payload ?? row.data].join(', ');
    return { kind: 'event', id: name, says, sides: ['event'], ...provenanceOf(document, row) };
  });
}

function schemaFacts(document: Json): readonly Fact[] {
  const sides = sidesOf(document);
  const sidesBy = (id: string) => {
    const component = /^\w+/.exec(id)?.[0] ?? '';
    return sides.filter(([, components]) => components.has(component)).map(([side]) => side);
  };
  const assertions = schemaAssertions(document).map(({ id, expected, ...known }): Fact => ({
    kind: 'assertion',
    id,
    says: expected,
    sides: sidesBy(id),
    ...known,
  }));
  const members = schemaPlaces(document).flatMap(({ component, place, schema }) =>
    Object.entries(child(schema, 'properties')).map(([member, inner]): Fact => {
      const id = `${component}${place}/${member}`;
      const says = schemaName(inner) ?? 'described';
      return { kind: 'member', id, says, sides: sidesBy(id), ...provenanceOf(document, inner as Json) };
    }),
  );
  const shapes = Object.entries(componentSchemas(document)).flatMap(([name, schema]) => {
    const { by, shapes: all } = variantsOf(schema) ?? { by: '', shapes: [] };
    return all.flatMap(({ component, values = ['any other value'] }) =>
      values.map((value): Fact => {
        const id = `${name} ${by}=${value}`;
        return {
          kind: 'shape',
          id,
          says: component,
          sides: sidesBy(name),
          ...provenanceOf(document, schema),
        };
      }),
    );
  });
  return [...members, ...shapes, ...assertions];
}

/** Each side with the component schemas that it sends. */
export function sidesOf(document: Json): readonly (readonly [Side, ReadonlySet<string>])[] {
  const operations = describedOperations(document);
  const rows = Object.values(describedEvents(document));
  const payloads = rows.flatMap(({ payload }) => (payload === undefined ? [] : refTo(payload)));
  const data = rows.flatMap(({ data: bare }) => (bare === undefined ? [] : refTo(bare)));
  const asked = operations.map(({ operation, parameters }) => [operation['requestBody'], parameters]);
  const listed = operations.some(({ operation }) =>
    JSON.stringify(operation['responses']).includes('x-entries'),
  );
  const answered = operations.map(({ operation }) => operation['responses']);
  return [
    ['request', reachable(document, asked)],
    ['answer', reachable(document, [...answered, ...(listed ? payloads : [])])],
    ['event', reachable(document, [refTo('EventEnvelope'), ...payloads, ...data])],
  ];
}

/** The component schemas that a value leads to. */
function reachable(document: Json, value: unknown, seen = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) reachable(document, item, seen);
  if (!isMembers(value)) return seen;
  const name = schemaName(value);
  if (name !== undefined && seen.has(name)) return seen;
  if (name !== undefined) seen.add(name);
  const inner = name === undefined ? resolveRef(document, value) : (componentSchemas(document)[name] ?? {});
  for (const each of Object.values(inner)) reachable(document, each, seen);
  return seen;
}
