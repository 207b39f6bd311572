import { schemaAssertions, schemaPlaces, type Assertion } from './assertions.ts';
import type { Json } from './document.ts';

/** What an error of ajv's breaks. */
export interface Finding {
  readonly assertion: Assertion;
  /** The value there must not be shown. */
  readonly sensitive: boolean;
}

/** One error as ajv's code has it. */
export interface AjvError {
  readonly component: string;
  /** Within the component, `#/properties/acks/items/required` for example. */
  readonly schemaPath: string;
  /** The literal of its parameters. */
  readonly params: string;
}

/** Finds what errors break. @throws Error for one that the description does not assert */
export function createFinder(document: Json): (error: AjvError) => Finding {
  const assertions = new Map(schemaAssertions(document).map((each) => [each.id, each]));
  const sensitive = schemaPlaces(document)
    .filter(({ schema }) => schema['x-sensitive'] !== undefined)
    .map(({ component, place }) => `${component}${place}`);
  return (error) => {
    const id = assertionId(error);
    const assertion = assertions.get(id);
    if (assertion === undefined) throw new Error(`no assertion ${id}`);
    const [place = ''] = id.split('#');
    return { assertion, sensitive: sensitive.some((each) => `${place}/`.startsWith(`${each}/`)) };
  };
}

/** The member that is missing, by the parameters of an error. */
export function missingMember(params: string): string | undefined {
  return /^\{missingProperty: "(\w+)"\}$/.exec(params)?.[1];
}

function assertionId({ component, schemaPath, params }: AjvError): string {
  const parts = schemaPath.split('/').slice(1);
  const keyword = parts.pop() ?? '';
  let place = component;
  for (let part = parts.shift(); part !== undefined; part = parts.shift())
    place += `/${part === 'properties' ? (parts.shift() ?? '') : '*'}`;
  const missing = missingMember(params);
  if (missing !== undefined) return `${place}/${missing}#presence`;
  return `${place}#${keyword === 'additionalProperties' ? 'members' : keyword}`;
}
