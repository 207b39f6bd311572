import { styleText } from 'node:util';

import type { RunResult } from '../../schemas/generated/run-result.ts';
import { ITERATION_HEAD, iterationRows, OPERATION_HEAD, operationRows, type Row } from './book-rows.ts';
import { CASE_HEAD, caseRows } from './case-rows.ts';
import { COVERAGE_HEAD, coverageRows, missingRows } from './coverage-rows.ts';
import { doubtLines } from './doubt-lines.ts';
import { terminalText } from './escape.ts';
import { factLine } from './facts.ts';
import { OBJECTIVE_HEAD, objectiveRows } from './objective-rows.ts';
import { STREAM_HEAD, streamRows } from './stream-rows.ts';
import { ANSWERED_ONLY, MARKS, passSentence, titleOf } from './wording.ts';

/** How the terminal report is written. */
export interface TerminalOptions {
  /** Colours, for a terminal that shows them; default none. Nothing is told by colour alone. */
  readonly color?: boolean;
}

const LONGEST_LIST = 300;
const COLORS = { pass: 'green', fail: 'red', invalid: 'yellow' } as const;

/** What a person reads after a run: the verdict and its reasons first, then what stands behind them. */
export function renderTerminal(result: RunResult, { color = false }: TerminalOptions = {}): string {
  const paint: Paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
  const blocks = [
    headline(result, paint),
    table('Cases', CASE_HEAD, caseRows(result.coverage)),
    table('Objectives', OBJECTIVE_HEAD, objectiveRows(result)),
    result.objectives.some((each) => each.answeredOnly) ? [`  ${ANSWERED_ONLY}`] : [],
    table('Streams', STREAM_HEAD, streamRows(result)),
    table('Iterations', ITERATION_HEAD, iterationRows(result)),
    table('Operations', OPERATION_HEAD, operationRows(result)),
    violations(result),
    table('Coverage', COVERAGE_HEAD, coverageRows(result.coverage)),
    missing(result),
    doubts(result),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

type Paint = (style: 'green' | 'red' | 'yellow', text: string) => string;

function headline(result: RunResult, paint: Paint): readonly string[] {
  const partial = result.partial ? ' (partial)' : '';
  const verdict = paint(COLORS[result.verdict], result.verdict.toUpperCase());
  return [
    `${verdict}${partial}  ${terminalText(titleOf(result))}`,
    ...[factLine(result), passSentence(result)]
      .filter((text) => text !== '')
      .map((text) => `  ${terminalText(text)}`),
    ...result.reasons.map((reason) => `  ${reason.effect}: ${terminalText(reason.text)}`),
  ];
}

function violations({ violations: groups }: RunResult): readonly string[] {
  if (groups.length === 0) return [];
  const lines = groups.flatMap((group) => {
    const gate = group.gates ? 'fails the run' : 'warns';
    const head = `${terminalText(group.rule)} (${group.mark}, ${gate}): ${group.count}`;
    if (group.under !== undefined) return [`    └ and so ${head}`];
    const first = group.first[0];
    if (first === undefined) return [`  ${head}`];
    return [
      `  ${head}`,
      `    at        ${terminalText(first.place)}`,
      `    expected  ${terminalText(first.expected)}`,
      `    received  ${terminalText(first.received)}`,
      ...(first.sources === '' ? [] : [`    sources   ${terminalText(first.sources)}`]),
      ...(first.repeat === '' ? [] : [`    repeat    ${terminalText(first.repeat)}`]),
    ];
  });
  return ['Contract violations', `  ${MARKS}`, ...lines];
}

function missing({ coverage }: RunResult): readonly string[] {
  const lines = missingRows(coverage).flatMap(([what = '', why = '', which = '']) => [
    `  ${what}: ${terminalText(why)}`,
    // More would be a page: the report has them all.
    ...(which.length > LONGEST_LIST ? [] : [`    ${terminalText(which)}`]),
  ]);
  return lines.length === 0 ? [] : ['Not exercised', ...lines];
}

function doubts(result: RunResult): readonly string[] {
  const lines = doubtLines(result).flatMap(({ code, text, advice }) => [
    `  ${code}: ${terminalText(text)}`,
    `    → ${terminalText(advice)}`,
  ]);
  return lines.length === 0 ? [] : ['Doubts', ...lines];
}

/** Columns padded to their widest cell; numbers to the right. */
function table(title: string, head: Row, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const cells = [head, ...rows].map((row) => row.map(terminalText));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const right = head.map((_, column) => rows.every((row) => /^([\d–≤≥p]|all)/.test(row[column] ?? '')));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines.map((text) => `  ${text}`)];
}
