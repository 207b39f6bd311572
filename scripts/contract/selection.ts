import { nearestName } from '../../mocks/nearest.ts';
import { HarnessError } from '../errors.ts';
import type { ContractCase } from './cases/case.ts';

/**
 * The ids of the cases that are meant, by id, operation or kind.
 *
 * @throws HarnessError `usage` for a name that is none of these, with the nearest
 */
export function selectCases(cases: readonly ContractCase[], names: readonly string[]): ReadonlySet<string> {
  const selected = names.flatMap((name) => {
    const found = cases.filter(({ id, operation, kind }) => [id, operation, kind].includes(name));
    if (found.length > 0) return found.map(({ id }) => id);
    throw new HarnessError('usage', `--only "${name}" is no case, operation or kind; ${hint(cases, name)}`);
  });
  return new Set(selected);
}

/** The cases are too many to be listed. */
function hint(cases: readonly ContractCase[], name: string): string {
  const kinds = new Set(cases.map(({ kind }) => kind));
  const operations = new Set(cases.map(({ operation }) => operation));
  const near = nearestName(name, [...kinds, ...operations, ...cases.map(({ id }) => id)]);
  if (near !== undefined) return `did you mean "${near}"?`;
  return `kinds: ${[...kinds].join(', ')}; operations: ${[...operations].join(', ')}; cases: see a result`;
}
