import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATION_SPANS } from '../../scenarios/catalogue/operations.ts';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import { RULES } from '../../schemas/rules.ts';
import { METRICS } from '../analysis/metric-table.ts';
import { ERROR_KINDS } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { markdownTable } from './markdown-table.ts';

const UNITS = { latency: 'ms', counter: 'count', gauge: 'count' } as const;

/** The tables of the documents, by the name that stands in their marks. */
function tables(): Readonly<Record<string, string>> {
  return {
    scenarios: markdownTable(
      ['scenario', 'question', 'phases'],
      SCENARIOS.map(({ name, purpose, phases }) => [`\`${name}\``, purpose, phases.join(', ')]),
    ),
    operations: markdownTable(
      ['operation', 'from', 'to'],
      Object.entries(OPERATION_SPANS).map(([name, { from, to }]) => [`\`${name}\``, from, to]),
    ),
    metrics: markdownTable(
      ['metric', 'kind', 'unit', 'what'],
      METRICS.map(({ name, kind, text }) => [`\`${name}\``, kind, UNITS[kind], text]),
    ),
    rules: markdownTable(
      ['rule', 'mark', 'what must hold', 'sources'],
      Object.entries(RULES).map(([id, { mark, says, sources }]) => [
        `\`${id}\``,
        mark,
        says,
        sources.join(' '),
      ]),
    ),
    errors: markdownTable(
      ['code', 'exit', 'meaning'],
      Object.entries(ERROR_KINDS).map(([code, { exitCode, meaning }]) => [
        `\`${code}\``,
        String(exitCode),
        meaning,
      ]),
    ),
  };
}

/** The documents that hold generated tables. */
const DOCUMENTS = ['README.md', 'scenarios/README.md', 'docs/metrics.md', 'docs/rules.md', 'docs/errors.md'];

/** Each document with its tables made anew, by its path within the checkout. */
export function generatedDocs(): ReadonlyMap<string, string> {
  const made = tables();
  return new Map(DOCUMENTS.map((path) => [path, withTables(readFileSync(join(ROOT, path), 'utf8'), made)]));
}

/** Puts each table between its marks, `<!-- table: name -->` and `<!-- end -->`. */
function withTables(text: string, made: Readonly<Record<string, string>>): string {
  return Object.entries(made).reduce((filled, [name, table]) => {
    const place = new RegExp(`(<!-- table: ${name} -->)[^]*?(<!-- end -->)`, 'g');
    return filled.replace(place, (_, open: string, close: string) => `${open}\n\n${table}\n\n${close}`);
  }, text);
}
