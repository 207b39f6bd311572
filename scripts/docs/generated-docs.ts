import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATION_SPANS } from '../../scenarios/catalogue/operations.ts';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import { readDocument } from '../../schemas/generate/document.ts';
import { factsOf, type Fact } from '../../schemas/generate/facts.ts';
import type { Rule } from '../../schemas/rules/rule.ts';
import { RULES } from '../../schemas/rules.ts';
import { faultTable } from '../../mocks/faults/table.ts';
import { flagRows } from '../../mocks/flags.ts';
import { METRICS } from '../analysis/metric-table.ts';
import { CONDITIONS } from '../doctor/conditions/catalogue.ts';
import { ASK_NETWORK_TEAM } from '../doctor/conditions/network-team.ts';
import { ERROR_KINDS } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { markdownTable } from './markdown-table.ts';

const UNITS = { latency: 'ms', counter: 'count', gauge: 'count' } as const;

/** The tables of the documents, by the name that stands in their marks. */
function tables(): Readonly<Record<string, string>> {
  const facts = factsOf(readDocument());
  return {
    assertions: factTable(facts, 'assertion', ['assertion', 'expected']),
    parameters: factTable(facts, 'parameter', ['parameter', 'expected']),
    statuses: factTable(facts, 'status', ['status', 'when']),
    events: factTable(facts, 'event', ['event', 'entry type, payload']),
    'api operations': factTable(facts, 'operation', ['operation', 'request']),
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
      ['rule', 'mark', 'what must hold', 'sources', 'faults that break it'],
      Object.entries<Rule>(RULES).map(([id, { mark, says, sources, faults }]) => [
        `\`${id}\``,
        mark,
        says,
        sources.join(' '),
        faults.map((fault) => `\`${fault}\``).join(' '),
      ]),
    ),
    faults: faultTable(),
    conditions: conditionTable(),
    flags: markdownTable(
      ['flag', 'says', 'without it'],
      flagRows().map(([flag, says, otherwise]) => [`\`${flag}\``, says.replaceAll('|', '\\|'), otherwise]),
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

/** What the doctor tells apart; what to ask a network team stands once in its page. */
function conditionTable(): string {
  return markdownTable(
    ['finding', 'what it is', 'fix', 'mark', 'sources'],
    CONDITIONS.map(({ id, title, fix, mark, sources }) => [
      `\`${id}\``,
      title,
      fix.replace(ASK_NETWORK_TEAM, 'Ask the network team, as above.'),
      mark,
      sources.join(' '),
    ]),
  );
}

/** The documents that hold generated tables. */
const DOCUMENTS = [
  'README.md',
  'scenarios/README.md',
  'docs/assertions.md',
  'docs/metrics.md',
  'docs/rules.md',
  'docs/stand-in.md',
  'docs/errors.md',
  'docs/doctor.md',
];

const KNOWN = { D: 'documented', C: 'seen in clients', I: 'inferred', U: 'unknown' } as const;

/** One kind of what the description says: for whom, how it is known, and why. */
function factTable(facts: readonly Fact[], kind: Fact['kind'], head: readonly [string, string]): string {
  const rows = facts.filter((fact) => fact.kind === kind);
  return markdownTable(
    [...head, 'asked of', 'mark', 'sources', 'why'],
    rows.map(({ id, says, sides, mark, sources, why = KNOWN[mark] }) => [
      `\`${id}\``,
      says.startsWith('a match of') ? `\`${says.slice(11)}\`` : says,
      sides.join(', ') || 'token',
      mark,
      sources.join(' '),
      why,
    ]),
  );
}

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
