import type { RunResult, ViolationGroup } from '../../schemas/generated/run-result.ts';
import { ITERATION_HEAD, iterationRows, OPERATION_HEAD, operationRows, type Row } from './book-rows.ts';
import { CASE_HEAD, caseRows } from './case-rows.ts';
import { COVERAGE_HEAD, coverageRows, MISSING_HEAD, missingRows } from './coverage-rows.ts';
import { doubtLines } from './doubt-lines.ts';
import { markdownCode, markdownText } from './escape.ts';
import { factsOf } from './facts.ts';
import { OBJECTIVE_HEAD, objectiveRows } from './objective-rows.ts';
import { STREAM_HEAD, streamRows } from './stream-rows.ts';
import { ANSWERED_ONLY, passSentence, titleOf } from './wording.ts';

/** The result for a pull request or a job summary. */
export function renderMarkdown(result: RunResult): string {
  const partial = result.partial ? ' (partial)' : '';
  const blocks = [
    `## ${result.verdict.toUpperCase()}${partial}: ${markdownText(titleOf(result))}`,
    factsOf(result)
      .map(({ name, value }) => `${name} ${markdownCode(value)}`)
      .join(' · '),
    passSentence(result),
    result.reasons.map((reason) => `- ${reason.effect}: ${markdownText(reason.text)}`).join('\n'),
    table('Cases', CASE_HEAD, caseRows(result.coverage)),
    table('Objectives', OBJECTIVE_HEAD, objectiveRows(result)),
    result.objectives.some((each) => each.answeredOnly) ? markdownText(ANSWERED_ONLY) : '',
    violations(result.violations),
    doubts(result),
    table('Streams', STREAM_HEAD, streamRows(result)),
    table('Iterations', ITERATION_HEAD, iterationRows(result)),
    table('Operations', OPERATION_HEAD, operationRows(result)),
    table('Coverage', COVERAGE_HEAD, coverageRows(result.coverage)),
    table('Not exercised', MISSING_HEAD, missingRows(result.coverage)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function violations(groups: readonly ViolationGroup[]): string {
  if (groups.length === 0) return '';
  const rows = groups.map(({ rule, mark, count, gates, under, first }) => {
    const example = first[0];
    const name = under === undefined ? rule : `${rule} (follows from ${under})`;
    const cells = [name, `${mark}, ${gates ? 'fails' : 'warns'}`, String(count), example?.sources ?? ''].map(
      markdownText,
    );
    const codes = [example?.place, example?.expected, example?.received].map((text) =>
      markdownCode(text ?? ''),
    );
    return `| ${[...cells, ...codes].join(' | ')} |`;
  });
  return [
    '### Contract violations',
    '',
    ...header(['rule', 'mark', 'count', 'sources', 'first at', 'expected', 'received']),
    ...rows,
  ].join('\n');
}

function doubts(result: RunResult): string {
  const lines = doubtLines(result).map(
    ({ code, text, advice }) => `- **${code}**: ${markdownText(text)} → ${markdownText(advice)}`,
  );
  return lines.length === 0 ? '' : ['### Doubts', '', ...lines].join('\n');
}

function table(title: string, head: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map((row) => `| ${row.map(markdownText).join(' | ')} |`);
  return [`### ${title}`, '', ...header(head), ...lines].join('\n');
}

function header(head: Row): readonly string[] {
  return [`| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`];
}
