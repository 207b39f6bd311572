import { suggestion } from '../../mocks/suggestion.ts';
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
    const known = new Set(cases.flatMap(({ id, operation, kind }) => [kind, operation, id]));
    throw new HarnessError(
      'usage',
      `--only "${name}" is no case, operation or kind${suggestion(name, [...known])}`,
    );
  });
  return new Set(selected);
}
