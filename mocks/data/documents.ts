import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { describeFault, type FieldPath } from './schema-fault.ts';

/** Text of a data file (YAML or JSON) and the path to name it by. */
export interface DataSource {
  readonly path: string;
  readonly text: string;
}

/** What is wrong with a data file, and where. */
export interface DataFault {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** `spec.objectives[0].target`; empty for the document as a whole. */
  readonly field: string;
  readonly problem: string;
  readonly allowed: string | undefined;
}

/** One valid document of a data file; `faultAt` says where it breaks what no schema can say. */
export interface ReadDocument<T> {
  readonly value: T;
  readonly faultAt: (place: FieldPath, problem: string, allowed?: string) => DataFault;
}

/** How to read, and the error that a fault becomes. */
export interface ReadPlan {
  /** JSON Schema 2020-12. */
  readonly schema: object;
  readonly errorOf: (fault: DataFault) => Error;
}

/** `path:line: field: problem; allowed: …` */
export function formatFault({ path, line, field, problem, allowed }: DataFault): string {
  const subject = field === '' ? '' : `${field}: `;
  const advice = allowed === undefined ? '' : `; allowed: ${allowed}`;
  return `${path}:${line}: ${subject}${problem}${advice}`;
}

/**
 * Every document of a YAML or JSON file, each valid against the schema.
 *
 * @throws `errorOf` the first fault: text that is no YAML, an empty file, or a breach of the schema
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the schema vouches for the type that the caller names
export function readDocuments<T>(source: DataSource, plan: ReadPlan): readonly ReadDocument<T>[] {
  const lines = new LineCounter();
  const validate = new Ajv2020({ allErrors: true, verbose: true, strict: false }).compile(plan.schema);
  const documents = [...parseAllDocuments(source.text, { lineCounter: lines })];
  const fault = yamlFault(source, documents, lines);
  if (fault !== undefined) throw plan.errorOf(fault);
  return documents
    .filter(({ contents }) => contents !== null)
    .map((document) => checked<T>({ source, document, lines, validate }, plan));
}

interface Parsed {
  readonly source: DataSource;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly validate: ValidateFunction;
}

function checked<T>(parsed: Parsed, { errorOf }: ReadPlan): ReadDocument<T> {
  const { source, document, validate } = parsed;
  const value: unknown = document.toJS();
  const faultAt = (place: FieldPath, problem: string, allowed?: string): DataFault => ({
    path: source.path,
    line: lineOf(parsed, place),
    field: fieldName(place),
    problem,
    allowed,
  });
  if (!validate(value)) {
    const fault = describeFault(validate.errors as readonly ErrorObject[], value);
    throw errorOf(faultAt(fault.place, fault.problem, fault.allowed));
  }
  return { value: value as T, faultAt };
}

function yamlFault(
  { path }: DataSource,
  documents: readonly Document[],
  lines: LineCounter,
): DataFault | undefined {
  for (const { errors, warnings } of documents) {
    // Warnings too: an unknown tag would otherwise be read as something its author did not write.
    const fault = errors[0] ?? warnings[0];
    if (fault === undefined) continue;
    const problem = `is no valid YAML (${fault.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? fault.code})`;
    return { path, line: lines.linePos(fault.pos[0]).line, field: '', problem, allowed: undefined };
  }
  if (documents.some(({ contents }) => contents !== null)) return undefined;
  return { path, line: 1, field: '', problem: 'is empty', allowed: 'a YAML document' };
}

/** The line of the value at `place`, else of the nearest parent that exists. */
function lineOf({ document, lines }: Parsed, place: FieldPath): number {
  for (let length = place.length; length >= 0; length -= 1) {
    const node = document.getIn(place.slice(0, length), true);
    const start = (node as { range?: readonly number[] } | undefined)?.range?.[0];
    if (start !== undefined) return Math.max(1, lines.linePos(start).line);
  }
  return 1;
}

function fieldName(place: FieldPath): string {
  return place
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');
}
