import { isMembers } from '../json.ts';
import type { Mark } from '../mark.ts';
import { child, componentSchemas, schemaName } from './document.ts';
import type { Json } from './document.ts';
import { provenanceOf, type Reasoned } from './provenance.ts';

/** One thing that the description asserts, and that a value can break. */
export interface Assertion extends Reasoned {
  /** `<component schema><place>#<kind>`, `TextContent/text#type` for example. */
  readonly id: string;
  readonly expected: string;
  /** Of a keyword: its value. */
  readonly argument?: unknown;
}

/** A schema of the description and where it stands within its component. */
export interface SchemaPlace {
  readonly component: string;
  /** JSON pointer into values; `*` stands for any item, and for any member of a map. */
  readonly place: string;
  readonly schema: Json;
}

/** Keywords that assert something of a value by themselves. */
export const VALUE_KEYWORDS = ['type', 'pattern', 'enum', 'const', 'maximum'] as const;
/** An unexpected member: observed as a 400 on the v1 family, and assumed of this one. */
export const MEMBERS = {
  expected: 'no such member',
  mark: 'I' as Mark,
  sources: ['S24'],
  why: 'unexpected members are refused on the v1 family',
};

/** Every assertion of the component schemas, in the order of the document. */
export function schemaAssertions(document: Json): readonly Assertion[] {
  return schemaPlaces(document).flatMap((at) => [
    ...valueAssertions(document, at),
    ...presenceAssertions(document, at),
    ...(at.schema['additionalProperties'] === false ? [assertion(at, 'members', MEMBERS)] : []),
  ]);
}

/** Every schema within the component schemas; what a reference leads to stands under its own component only. */
export function schemaPlaces(document: Json): readonly SchemaPlace[] {
  const places: SchemaPlace[] = [];
  const walk = (at: SchemaPlace): void => {
    if (schemaName(at.schema) !== undefined) return;
    places.push(at);
    const inner = (segment: string, schema: unknown) => {
      if (isMembers(schema)) walk({ ...at, place: `${at.place}/${segment}`, schema });
    };
    for (const [member, schema] of Object.entries(child(at.schema, 'properties'))) inner(member, schema);
    inner('*', at.schema['items']);
    inner('*', at.schema['additionalProperties']);
  };
  for (const [component, schema] of Object.entries(componentSchemas(document)))
    walk({ component, place: '', schema: withoutSelector(document, component, schema) });
  return places;
}

/** Tells whether a keyword asserts anything of its own: a type does not where a constant or a list implies it. */
export function isAsserted(schema: Json, keyword: string): boolean {
  if (keyword !== 'type') return schema[keyword] !== undefined;
  return schema['type'] !== undefined && schema['const'] === undefined && schema['enum'] === undefined;
}

/** Assertions of the values of one schema. */
function valueAssertions(document: Json, at: SchemaPlace): readonly Assertion[] {
  const { schema } = at;
  return VALUE_KEYWORDS.filter((keyword) => isAsserted(schema, keyword)).map((keyword) => {
    const expected = expectation(keyword, schema[keyword]);
    const known = provenanceOf(document, schema, keyword);
    return assertion(at, keyword, { expected, argument: schema[keyword], ...known });
  });
}

function presenceAssertions(document: Json, at: SchemaPlace): readonly Assertion[] {
  const required = (at.schema['required'] ?? []) as readonly string[];
  return required.map((member) => {
    const provenance = provenanceOf(document, child(child(at.schema, 'properties'), member), 'presence');
    const place = `${at.place}/${member}`;
    return assertion({ ...at, place }, 'presence', { expected: 'a value (required)', ...provenance });
  });
}

function assertion({ component, place }: SchemaPlace, kind: string, known: Omit<Assertion, 'id'>): Assertion {
  return { id: `${component}${place}#${kind}`, ...known };
}

/** What a keyword asks for, in words. */
export function expectation(keyword: (typeof VALUE_KEYWORDS)[number], value: unknown): string {
  if (keyword === 'type') return [value].flat().join(' or ');
  if (keyword === 'pattern') return `a match of ${String(value)}`;
  if (keyword === 'enum') return `one of ${(value as readonly unknown[]).join(', ')}`;
  if (keyword === 'maximum') return `at most ${String(value)}`;
  return JSON.stringify(value);
}

/**
 * A shape without what selects it, the value of a member: that asserts nothing, since any other value, and what is no
 * object at all, selects another shape.
 */
export function withoutSelector(document: Json, component: string, schema: Json): Json {
  const { by, selected } = selectionOf(document, component);
  const { not: _, ...open } = schema;
  if (by === undefined || !selected) return by === undefined ? schema : open;
  const { [by]: chosen, ...properties } = child(open, 'properties');
  const { type: __, ...rest } = open;
  const required = ((rest['required'] ?? []) as readonly string[]).filter((member) => member !== by);
  const kept = { 'x-provenance': child(chosen, 'x-provenance') };
  return { ...rest, required, properties: { ...properties, [by]: kept } };
}

/** By which member a component is chosen, and whether by values of its own or as the shape of all others. */
function selectionOf(
  document: Json,
  component: string,
): { readonly by?: string; readonly selected: boolean } {
  for (const schema of Object.values(componentSchemas(document))) {
    const { by, shapes } = variantsOf(schema) ?? { by: '', shapes: [] };
    const shape = shapes.find((each) => each.component === component);
    if (shape !== undefined) return { by, selected: shape.values !== undefined };
  }
  return { selected: false };
}

/** The shapes of a schema that has several. */
export interface Variants {
  /** The member that selects. */
  readonly by: string;
  /** The last one has no values: it is for all that the others leave. */
  readonly shapes: readonly { readonly component: string; readonly values?: readonly string[] }[];
}

/** Reads `oneOf` with `discriminator`; undefined for any other schema. */
export function variantsOf(schema: Json): Variants | undefined {
  const by = child(schema, 'discriminator')['propertyName'];
  if (typeof by !== 'string') return undefined;
  const mapping = Object.entries(child(child(schema, 'discriminator'), 'mapping'));
  const shapes = (schema['oneOf'] as readonly Json[]).map((each) => {
    const component = schemaName(each) ?? '';
    const values = mapping
      .filter(([, ref]) => schemaName({ $ref: ref }) === component)
      .map(([value]) => value);
    return values.length === 0 ? { component } : { component, values };
  });
  return { by, shapes };
}
