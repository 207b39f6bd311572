import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';

import { HarnessError } from './errors.ts';
import { describeFault, type FieldPath } from './schema-fault.ts';

/** Text of a data file (YAML or JSON) and the path to name it by. */
export interface DataSource {
  readonly path: string;
  readonly text: string;
}

interface DataFault {
  readonly path: string;
  readonly line: number;
  readonly field: string;
  readonly problem: string;
  readonly allowed: string | undefined;
}

/** A data file that cannot be used: where (path, 1-based line, field), what was found, what is allowed. */
export class DataFileError extends HarnessError {
  readonly path: string;
  readonly line: number;
  /** `spec.objectives[0].target`; empty for the document as a whole. */
  readonly field: string;
  readonly problem: string;
  readonly allowed: string | undefined;

  constructor(fault: DataFault) {
    const subject = fault.field === '' ? '' : `${fault.field}: `;
    const advice = fault.allowed === undefined ? '' : `; allowed: ${fault.allowed}`;
    super('config', `${fault.path}:${fault.line}: ${subject}${fault.problem}${advice}`);
    this.name = 'DataFileError';
    this.path = fault.path;
    this.line = fault.line;
    this.field = fault.field;
    this.problem = fault.problem;
    this.allowed = fault.allowed;
  }
}

/** One valid document of a data file; `errorAt` makes errors for what no schema can say. */
export interface DataDocument<T> {
  readonly value: T;
  readonly errorAt: (place: FieldPath, problem: string, allowed?: string) => DataFileError;
}

/**
 * Every document of a YAML or JSON file, each valid against `schema` (JSON Schema 2020-12).
 *
 * @throws DataFileError for text that is no YAML, an empty file, or the first breach of the schema
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the schema vouches for the type that the caller names
export function parseDataFile<T>(source: DataSource, schema: object): readonly T[] {
  return parseDataDocuments<T>(source, schema).map((document) => document.value);
}

/** As `parseDataFile`, with each document's places at hand for further checks. */
export function parseDataDocuments<T>(source: DataSource, schema: object): readonly DataDocument<T>[] {
  const lines = new LineCounter();
  const validate = compile(schema);
  const documents = [...parseAllDocuments(source.text, { lineCounter: lines })];
  rejectBadYaml(source, documents, lines);
  const filled = documents.filter((document) => document.contents !== null);
  if (filled.length === 0) {
    throw new DataFileError({
      path: source.path,
      line: 1,
      field: '',
      problem: 'is empty',
      allowed: 'a YAML document',
    });
  }
  return filled.map((document) => checkDocument<T>({ source, document, lines, validate }));
}

interface Parsed {
  readonly source: DataSource;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly validate: ValidateFunction;
}

function checkDocument<T>(parsed: Parsed): DataDocument<T> {
  const { source, document, validate } = parsed;
  const value: unknown = document.toJS();
  const errorAt = (place: FieldPath, problem: string, allowed?: string): DataFileError =>
    new DataFileError({
      path: source.path,
      line: lineOf(parsed, place),
      field: fieldName(place),
      problem,
      allowed,
    });
  if (!validate(value)) {
    const fault = describeFault(validate.errors as readonly ErrorObject[], value);
    throw errorAt(fault.place, fault.problem, fault.allowed);
  }
  return { value: value as T, errorAt };
}

function rejectBadYaml(source: DataSource, documents: readonly Document[], lines: LineCounter): void {
  for (const document of documents) {
    // Warnings too: an unknown tag would otherwise be read as something its author did not write.
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault === undefined) continue;
    const problem = `is no valid YAML (${fault.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? fault.code})`;
    throw new DataFileError({
      path: source.path,
      line: lines.linePos(fault.pos[0]).line,
      field: '',
      problem,
      allowed: undefined,
    });
  }
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

function compile(schema: object): ValidateFunction {
  return new Ajv2020({ allErrors: true, verbose: true, strict: false }).compile(schema);
}
