import { isMembers } from '../json.ts';
import { _, Ajv, type CodeKeywordDefinition } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { isAsserted, VALUE_KEYWORDS, variantsOf, withoutSelector, type Variants } from './assertions.ts';
import { breachCode } from './breach-code.ts';
import { componentSchemas, schemaName, type Json } from './document.ts';
import { Code } from './literal.ts';

/** What of a schema concerns a validator; the rest explains. */
const KEYWORDS = new Set<string>([
  ...VALUE_KEYWORDS,
  'properties',
  'required',
  'items',
  'additionalProperties',
]);

/**
 * The text of `generated/validators.js`: one function per component schema, ajv's standalone code with our own
 * breaches in place of its errors. It runs in Node and in k6 alike, with nothing to load or compile at run time.
 */
export function validators(document: Json): string {
  const ajv = new Ajv({
    code: { source: true, esm: true, lines: true },
    // Sub-schemas lean on their parent's type.
    strict: false,
    // A breach of a mild mark must not hide one of a grave mark.
    allErrors: true,
    messages: false,
    // k6's engine runs `u` patterns through a slower matcher, and none of ours needs it.
    unicodeRegExp: false,
    // One function per shape: inlining every reference triples the text that each virtual user loads.
    inlineRefs: false,
    keywords: [VARIANTS],
  });
  const names = validatedSchemas(document);
  for (const name of names) ajv.addSchema({ ...plainComponent(document, name), $id: name });
  return breachCode(document, toCode(ajv, Object.fromEntries(names.map((name) => [name, name]))));
}

/** The component schemas that assert something, each of which has a validator of its name. */
export function validatedSchemas(document: Json): readonly string[] {
  return Object.keys(componentSchemas(document)).filter((name) => isValidated(document, name));
}

function isValidated(document: Json, name: string): boolean {
  return Object.keys(plainComponent(document, name)).length > 0;
}

/** The validator of a component schema as a member of generated code; nothing where there is none. */
export function validatorNamed(
  document: Json,
  member: string,
  component: string | undefined,
): Readonly<Record<string, Code>> {
  if (component === undefined || !isValidated(document, component)) return {};
  return { [member]: new Code(`validate.${component}`) };
}

function plainComponent(document: Json, name: string): Json {
  return plain(withoutSelector(document, name, componentSchemas(document)[name] ?? {}));
}

/** A schema as ajv takes it: references by name, shapes by value, and nothing that asserts nothing. */
function plain(schema: Json): Json {
  const name = schemaName(schema);
  if (name !== undefined) return { $ref: name };
  const variants = variantsOf(schema);
  if (variants !== undefined) return { variants };
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => KEYWORDS.has(keyword) && isAsserted(schema, keyword))
      .map(([keyword, value]) => [keyword, plainKeyword(keyword, value)]),
  );
}

function plainKeyword(keyword: string, value: unknown): unknown {
  if (!isMembers(value)) return value;
  if (keyword !== 'properties') return plain(value);
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, plain(inner as Json)]));
}

/** `oneOf` judged by one shape, so that a breach is one of that shape and not of all of them. */
const VARIANTS: CodeKeywordDefinition = {
  keyword: 'variants',
  schemaType: 'object',
  code: (cxt) => {
    const { gen, data, it } = cxt;
    const { by, shapes } = cxt.schema as Variants;
    const value = gen.const('value', _`${data} && ${data}[${by}]`);
    gen.if(false);
    for (const { component, values } of shapes) {
      const tests = values?.map((each) => _`${value} === ${each}`);
      if (tests === undefined) gen.else();
      else gen.elseIf(tests.reduce((all, test) => _`${all} || ${test}`));
      const { schemaPath, errSchemaPath, topSchemaRef } = it;
      cxt.subschema(
        { schema: { $ref: component }, schemaPath, errSchemaPath, topSchemaRef },
        gen.name('valid'),
      );
    }
    gen.endIf();
  },
};

type ToCode = (ajv: unknown, refs: Readonly<Record<string, string>>) => string;

function toCode(ajv: unknown, exports: Readonly<Record<string, string>>): string {
  // The package is CommonJS with a `default` member, which Node hands over unopened.
  const module = standalone as unknown as { readonly default?: ToCode };
  return (module.default ?? (standalone as unknown as ToCode))(ajv, exports);
}

/** The text of `generated/validators.d.ts`. */
export function validatorTypes(document: Json): string {
  return [
    "import type { Validator } from '../breach.ts';",
    '',
    ...validatedSchemas(document).map((name) => `export const ${name}: Validator;`),
    '',
  ].join('\n');
}
