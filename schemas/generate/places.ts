import { isMembers } from '../json.ts';
import { variantsOf, withoutSelector } from './assertions.ts';
import { child, componentSchemas, schemaName, type Json } from './document.ts';

/** A value within a value, and the schema that describes it; of a choice of shapes, the one that is chosen. */
export interface ValuePlace {
  readonly schema: Json;
  readonly value: unknown;
  /** JSON pointer from the whole. */
  readonly pointer: string;
  /** The place in the description, `TextContent/text` for example: an assertion's id begins with it. */
  readonly path: string;
}

/** A value, and the component schema that describes it. */
export interface DescribedValue {
  readonly component: string;
  readonly value: unknown;
  /** Where the value stands; empty for the whole. */
  readonly pointer: string;
}

/** Every described value within a value, itself included, from the outside in; read from the description alone. */
export function valuePlaces(document: Json, described: DescribedValue): readonly ValuePlace[] {
  const { component, value, pointer } = described;
  const schema = componentSchemas(document)[component] ?? {};
  const variants = variantsOf(schema);
  if (variants === undefined) {
    const open = withoutSelector(document, component, schema);
    return placesWithin(document, { schema: open, value, pointer, path: component });
  }
  const selector = isMembers(value) ? value[variants.by] : undefined;
  const chosen = variants.shapes.find(({ values }) => values?.includes(String(selector)) ?? true);
  return valuePlaces(document, { component: chosen?.component ?? '', value, pointer });
}

function placesWithin(document: Json, place: ValuePlace): readonly ValuePlace[] {
  const { schema, value, pointer } = place;
  if (value === undefined) return [];
  const component = schemaName(schema);
  if (component !== undefined) return valuePlaces(document, { component, value, pointer });
  const inner = isMembers(value) ? membersOf(place, value) : itemsOf(place);
  return [place, ...inner.flatMap((each) => placesWithin(document, each))];
}

function itemsOf({ schema, value, pointer, path }: ValuePlace): readonly ValuePlace[] {
  const { items } = schema;
  if (!Array.isArray(value) || !isMembers(items)) return [];
  return value.map((item: unknown, at) => ({
    schema: items,
    value: item,
    pointer: `${pointer}/${at}`,
    path: `${path}/*`,
  }));
}

/** The described members of an object; of a map all of them; of a text that holds JSON what it holds. */
function membersOf({ schema, pointer, path }: ValuePlace, value: Json): readonly ValuePlace[] {
  const { contentSchema, additionalProperties } = schema;
  if (isMembers(contentSchema)) return [{ schema: contentSchema, value, pointer, path }];
  const described = child(schema, 'properties');
  return Object.entries(value).flatMap(([member, inner]) => {
    const own = described[member];
    const known = own ?? additionalProperties;
    const segment = own === undefined ? '*' : member;
    if (!isMembers(known)) return [];
    return [{ schema: known, value: inner, pointer: `${pointer}/${member}`, path: `${path}/${segment}` }];
  });
}
