import { child, componentSchemas, type Json } from './document.ts';
import { createFinder, missingMember, type AjvError, type Finding } from './finding.ts';
import { Code, literal } from './literal.ts';

/** The beginning of a function of ajv's. */
const HEADER =
  /function (?<name>validate\d+)\(data, \{.*?\}=\{\}\)\{\n\/\*# sourceURL="(?<component>\w+)" \*\/;\nlet vErrors = null;\nlet errors = 0;\n/g;
const ERROR =
  /const (?<error>err\d+) = \{instancePath(?::(?<path>.+?))?,schemaPath:"(?<schemaPath>.+?)",keyword:"\w+",params:(?<params>.+)\};\nif\(vErrors === null\)\{\nvErrors = \[\k<error>\];\n\}\nelse \{\nvErrors\.push\(\k<error>\);\n\}\nerrors\+\+;\n/g;
const CALL =
  /if\(!\((?<name>validate\d+)\((?<data>.+?), \{instancePath(?::(?<path>.+?))?,parentData.*?,rootData\}\)\)\)\{\nvErrors = vErrors === null \? \k<name>\.errors : vErrors\.concat\(\k<name>\.errors\);\nerrors = vErrors\.length;\n\}/g;
const END = /validate\d+\.errors = vErrors;\nreturn errors === 0;/g;
/** How ajv looks a member up in a list of more than eight. */
const LISTED = /func\d+\.call\(schema\d+(?<path>(?:\.\w+)+), (?<key>key\d+)\)/g;
/** Constants of the whole file, which stand between the functions. */
const GLOBAL = /^(export const \w+ = validate\d+|const (schema|pattern|func)\d+ = .+);\n/gm;
const PATTERN = /^const (pattern\d+) = (new RegExp\(.+\));$/gm;
const LEFT_OVER = /\berrors\b|instancePath,|schemaPath|validate\d|\bschema\d|\bfunc\d|require\(/;

/**
 * Puts our own breaches into ajv's standalone code. What was broken is known when the code is made: the assertion, its
 * mark, its sources and the words for it stand in the code, and nothing is looked up at run time. Also less is handed
 * from function to function, which counts in k6's engine.
 *
 * @throws Error when ajv writes code that this does not know
 */
export function breachCode(document: Json, code: string): string {
  const headers = [...code.matchAll(HEADER)].map(({ groups = {} }) => groups);
  const names = new Map(headers.map(({ name = '', component = '' }) => [name, component]));
  const find = createFinder(document);
  const patterns = [...code.matchAll(PATTERN)].map(
    ([, name, made]) => `const ${name} = /* @__PURE__ */ ${made};\n`,
  );
  const functions = code
    .split(/(?=^function validate\d+\()/m)
    .slice(1)
    .map((text) => functionCode(text.replace(GLOBAL, ''), { document, names, find }));
  const made = ["import { found, merged, segment } from '../breach.ts';\n\n", ...patterns, ...functions].join(
    '',
  );
  const unknown = LEFT_OVER.exec(made);
  if (unknown === null) return made;
  const around = made.slice(unknown.index - 200, unknown.index + 200);
  throw new Error(`ajv wrote what breachCode does not know: ${around}`);
}

interface Parts {
  readonly document: Json;
  /** ajv's name of a function → the component that it judges. */
  readonly names: ReadonlyMap<string, string>;
  readonly find: (error: AjvError) => Finding;
}

function functionCode(text: string, { document, names, find }: Parts): string {
  const component = names.get(/^function (\w+)/.exec(text)?.[1] ?? '') ?? '';
  const header = `\nexport function ${component}(data, pointer) {\nlet list = null;\n`;
  const errors = rewritten(text.replace(HEADER, header), ERROR, ({ path, schemaPath = '', params = '' }) => {
    const finding = find({ component, schemaPath, params });
    return `list = found(list, ${breachLiteral(finding, pointerOf(path, params))});\n`;
  });
  const calls = rewritten(errors, CALL, ({ name = '', data, path }) => {
    return `list = merged(list, ${names.get(name)}(${data}, ${pointerOf(path)}));`;
  });
  const listed = rewritten(calls, LISTED, ({ path = '', key }) => {
    const within = path.split('.').slice(1);
    const members = within.reduce(child, componentSchemas(document)[component] ?? {});
    return Object.keys(members)
      .map((member) => `${key} === "${member}"`)
      .join(' || ');
  });
  return listed.replace(END, 'return list;').replace(/\n+$/, '\n');
}

/** The text with every match of a pattern rewritten by its named groups. */
function rewritten(
  text: string,
  pattern: RegExp,
  rewrite: (groups: Readonly<Record<string, string | undefined>>) => string,
): string {
  return text.replace(pattern, (...match: readonly unknown[]) =>
    rewrite(match.at(-1) as Record<string, string>),
  );
}

/** Where it is: ajv's path, and the member that is missing or not expected. */
function pointerOf(path = 'instancePath', params = ''): string {
  const missing = missingMember(params);
  const extra = /^\{additionalProperty: (\w+)\}$/.exec(params)?.[1];
  const pointer = path
    .replaceAll('instancePath', 'pointer')
    .replace(/(key\d+)\.replace\(.+\)$/, 'segment($1)');
  if (missing !== undefined) return `${pointer} + "/${missing}"`;
  return extra === undefined ? pointer : `${pointer} + "/" + segment(${extra})`;
}

function breachLiteral({ assertion, showable }: Finding, pointer: string): string {
  const { id, expected, mark, sources } = assertion;
  const known = {
    assertion: id,
    expected,
    mark,
    sources: sources.join(' '),
    ...(showable && { showable }),
  };
  return literal({ ...known, pointer: new Code(pointer) });
}
