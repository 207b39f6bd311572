import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { child, type Json } from './document.ts';

const BASE = 'contract';

/**
 * The text of `generated/validators.js`: one ajv function per component schema, as standalone code
 * that runs in Node and in k6 alike, with nothing to load or compile at run time.
 */
export async function validators(document: Json): Promise<string> {
  const schemas = child(child(document, 'components'), 'schemas');
  const ajv = new Ajv({
    code: { source: true, esm: true },
    // Descriptions carry x-provenance, and sub-schemas lean on their parent's type.
    strict: false,
    // The first breach decides; naming them all would cost every healthy message.
    allErrors: false,
    // The judge words a breach from keyword and parameters.
    messages: false,
    // k6's engine runs `u` patterns through a slower matcher, and none of ours needs it.
    unicodeRegExp: false,
    // One function per shape: inlining every reference triples the text that each virtual user loads.
    inlineRefs: false,
  });
  ajv.addSchema({ $id: BASE, components: { schemas } });
  const exports = Object.fromEntries(
    Object.keys(schemas).map((name) => [name, `${BASE}#/components/schemas/${name}`]),
  );
  // ajv still requires its runtime helpers in ESM mode; bundling leaves no trace of them.
  const bundled = await build({
    stdin: { contents: toCode(ajv, exports), resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    legalComments: 'none',
  });
  return bundled.outputFiles[0]?.text ?? '';
}

type ToCode = (ajv: unknown, refs: Readonly<Record<string, string>>) => string;

function toCode(ajv: unknown, exports: Readonly<Record<string, string>>): string {
  // The package is CommonJS with a `default` member, which Node hands over unopened.
  const module = standalone as unknown as { readonly default?: ToCode };
  return (module.default ?? (standalone as unknown as ToCode))(ajv, exports);
}

/** The text of `generated/validators.d.ts`. */
export function validatorTypes(document: Json): string {
  const names = Object.keys(child(child(document, 'components'), 'schemas'));
  return [
    "import type { ErrorObject } from 'ajv';",
    '',
    'export interface Validator {',
    '  (data: unknown): boolean;',
    '  readonly errors?: readonly ErrorObject[] | null;',
    '}',
    '',
    ...names.map((name) => `export const ${name}: Validator;`),
    '',
  ].join('\n');
}
