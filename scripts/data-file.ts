import { formatFault, readDocuments, type DataFault, type DataSource } from '../mocks/data/documents.ts';
import type { FieldPath } from '../mocks/data/schema-fault.ts';
import { HarnessError } from './errors.ts';

/** A data file that cannot be used: where (path, 1-based line, field), what was found, what is allowed. */
export class DataFileError extends HarnessError {
  readonly fault: DataFault;

  constructor(fault: DataFault) {
    super('config', formatFault(fault));
    this.name = 'DataFileError';
    this.fault = fault;
  }
}

/** One valid document of a data file; `errorAt` makes errors for what no schema can say. */
export interface DataDocument<T> {
  readonly value: T;
  readonly errorAt: (place: FieldPath, problem: string, allowed?: string) => DataFileError;
}

/**
 * Every document of a YAML or JSON file, each valid against `schema` (JSON Schema 2020-12), with its places at hand for
 * further checks.
 *
 * @throws DataFileError for text that is no YAML, an empty file, or the first breach of the schema
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the schema vouches for the type that the caller names
export function parseDataDocuments<T>(source: DataSource, schema: object): readonly DataDocument<T>[] {
  const errorOf = (fault: DataFault) => new DataFileError(fault);
  return readDocuments<T>(source, { schema, errorOf }).map(({ value, faultAt }) => ({
    value,
    errorAt: (...fault) => errorOf(faultAt(...fault)),
  }));
}
