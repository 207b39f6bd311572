import { schemaAssertions, type Assertion } from './assertions.ts';
import type { Json } from './document.ts';

/** What an error of ajv's breaks. */
export interface Finding {
  readonly assertion: Assertion;
  /** The description says what the value looks like, so that it may be shown. */
  readonly showable: boolean;
}

/** One error as ajv's code has it. */
export interface AjvError {
  readonly component: string;
  /** Within the component, `#/properties/acks/items/required` for example. */
  readonly schemaPath: string;
  /** The literal of its parameters. */
  readonly params: string;
}

const SHOWABLE = /#(?:pattern|enum|const|maximum)$/;

/** Finds what errors break. @throws Error for one that the description does not assert */
export function createFinder(document: Json): (error: AjvError) => Finding {
  const assertions = new Map(schemaAssertions(document).map((each) => [each.id, each]));
  return (error) => {
    const id = assertionId(error);
    const assertion = assertions.get(id);
    if (assertion === undefined) throw new Error(`no assertion ${id}`);
    return { assertion, showable: SHOWABLE.test(id) };
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
