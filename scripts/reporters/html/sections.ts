import type { RunResult, ViolationGroup } from '../../../schemas/generated/run-result.ts';
import { ITERATION_HEAD, iterationRows, OPERATION_HEAD, operationRows } from '../book-rows.ts';
import { CASE_HEAD, caseRows } from '../case-rows.ts';
import { COVERAGE_HEAD, coverageRows, MISSING_HEAD, missingRows } from '../coverage-rows.ts';
import { doubtLines } from '../doubt-lines.ts';
import { htmlText } from '../escape.ts';
import { factLine } from '../facts.ts';
import { latencyPlots, PLOT_LINES } from '../latency-plots.ts';
import { OBJECTIVE_HEAD, objectiveRows } from '../objective-rows.ts';
import { STREAM_HEAD, streamRows } from '../stream-rows.ts';
import { ANSWERED_ONLY, milliseconds, passSentence, stateOf, tagsText, titleOf } from '../wording.ts';
import { renderPlot } from './plot.ts';
import { htmlTable } from './table.ts';

const STATE_CLASSES = { ok: 'met', MISSED: 'missed', 'NO DATA': 'no-data' } as const;

/** The verdict, and why. */
export function headline(result: RunResult): string {
  const partial = result.partial ? ' <span class="soft">partial run</span>' : '';
  const reasons = result.reasons.map((reason) => `<li>${reason.effect}: ${htmlText(reason.text)}</li>`);
  return [
    `<h1><span class="verdict ${result.verdict}">${result.verdict.toUpperCase()}</span> ${htmlText(titleOf(result))}${partial}</h1>`,
    paragraph(factLine(result), ' class="soft"'),
    paragraph(passSentence(result)),
    reasons.length === 0 ? '' : `<ul>${reasons.join('')}</ul>`,
  ]
    .filter((text) => text !== '')
    .join('\n');
}

/** The cases of a contract check, by operation and kind. */
export function cases({ coverage }: RunResult): string {
  const missing = htmlTable('Not exercised', { head: MISSING_HEAD, rows: missingRows(coverage) });
  return (
    section('Cases', htmlTable('Cases', { head: CASE_HEAD, rows: caseRows(coverage) })) +
    section(
      'Contract coverage',
      htmlTable('Coverage', { head: COVERAGE_HEAD, rows: coverageRows(coverage) }),
    ) +
    section('Not exercised', missing)
  );
}

/** Every objective beside its limit. */
export function objectives(result: RunResult): string {
  const note = result.objectives.some((each) => each.answeredOnly)
    ? `<p class="soft">${htmlText(ANSWERED_ONLY)}</p>`
    : '';
  const table = htmlTable('Objectives', {
    head: OBJECTIVE_HEAD,
    rows: objectiveRows(result),
    states: result.objectives.map((each) => STATE_CLASSES[stateOf(each)]),
  });
  return section('Objectives', table + note);
}

/** Latency over time, a plot for each operation. */
export function latency(result: RunResult): string {
  const plots = latencyPlots(result);
  if (plots.length === 0) return '';
  const key = PLOT_LINES.map(
    ({ name, color }) => `<span class="key" style="color:${color}">${name}</span>`,
  ).join(', ');
  const length = result.intervals.lengthMs / 1000;
  const note = `<p class="soft">${key} of each interval of ${length} s, on a logarithmic scale; the dashed line is the limit of the percentile it names. Time counts from the start of the run.</p>`;
  const figures = plots.map(
    ({ title, plot }) =>
      `<figure><figcaption>${htmlText(title)}</figcaption><div class="scroll">${renderPlot(plot)}</div></figure>`,
  );
  return section('Latency over time', note + figures.join('\n'));
}

/** Percentiles of every series over the whole run. */
export function metrics({ metrics: all }: RunResult): string {
  const head = ['metric', 'tags', 'count', 'min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'];
  const rows = all.map((each) => [
    each.name,
    tagsText(each.tags),
    String(each.count),
    ...[each.min, each.mean, each.p50, each.p90, each.p95, each.p99, each.p999, each.max].map(milliseconds),
  ]);
  return section('Percentiles', htmlTable('Percentiles', { head: head, rows: rows }));
}

/** What the event streams carried. */
export function streams(result: RunResult): string {
  return section('Streams', htmlTable('Streams', { head: STREAM_HEAD, rows: streamRows(result) }));
}

/** Both books. */
export function books(result: RunResult): string {
  const iterations = htmlTable('Iterations', { head: ITERATION_HEAD, rows: iterationRows(result) });
  const operations = htmlTable('Operations', { head: OPERATION_HEAD, rows: operationRows(result) });
  return section('Books', subsection('Iterations', iterations) + subsection('Operations', operations));
}

/** Breaches of the contract, with the first of each rule in full. */
export function violations({ violations: groups }: RunResult): string {
  return section('Contract violations', groups.map(violationGroup).join('\n'));
}

/** What could make a number wrong, and what to do about it. */
export function doubts(result: RunResult): string {
  const entries = doubtLines(result).map(
    ({ code, text, advice }) =>
      `<dt>${htmlText(code)}</dt><dd>${htmlText(text)}<br>→ ${htmlText(advice)}</dd>`,
  );
  return section('Doubts', entries.length === 0 ? '' : `<dl>${entries.join('\n')}</dl>`);
}

/** Levels and counters, and what was exercised. */
export function counts({ counters, gauges, coverage }: RunResult): string {
  const levels = gauges.map((each) => [each.name, tagsText(each.tags), String(each.last), String(each.max)]);
  const sums = counters.map((each) => [each.name, tagsText(each.tags), String(each.value)]);
  const kinds = ['operations', 'statuses', 'events', 'rules'] as const;
  const seen = kinds.flatMap((kind) => coverage[kind].map((each) => [kind, each.name, String(each.count)]));
  return [
    section('Coverage', htmlTable('Coverage', { head: ['kind', 'name', 'count'], rows: seen })),
    section('Levels', htmlTable('Levels', { head: ['gauge', 'tags', 'last', 'max'], rows: levels })),
    folded('Counters', htmlTable('Counters', { head: ['counter', 'tags', 'sum'], rows: sums })),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

/** The manifest as it was written. */
export function manifest(result: RunResult): string {
  // Escaped per line: line breaks are ours, everything between them may be the target's.
  const lines = JSON.stringify(result.manifest, null, 2).split('\n').map(htmlText);
  return folded('Manifest', `<pre>${lines.join('\n')}</pre>`);
}

function violationGroup({ rule, mark, count, gates, under, first }: ViolationGroup): string {
  const rows = first.map((each) => [
    each.scenario,
    each.place,
    each.expected,
    each.received,
    each.sources,
    each.repeat,
  ]);
  const head = ['phase', 'place', 'expected', 'received', 'sources', 'repeat with'];
  const effect = `${gates ? 'fails the run' : 'warns'}${under === undefined ? '' : `, follows from ${under}`}`;
  return `<h3>${htmlText(rule)} (${mark}, ${effect}): ${count}</h3>${htmlTable(rule, { head: head, rows: rows })}`;
}

function paragraph(text: string, attributes = ''): string {
  return text === '' ? '' : `<p${attributes}>${htmlText(text)}</p>`;
}

// A heading without anything under it says that something is missing: it is left out.
function section(title: string, body: string): string {
  return body === '' ? '' : `<section><h2>${htmlText(title)}</h2>\n${body}</section>`;
}

function subsection(title: string, body: string): string {
  return body === '' ? '' : `<h3>${htmlText(title)}</h3>${body}`;
}

function folded(title: string, body: string): string {
  return section(title, body === '' ? '' : `<details><summary>Show</summary>${body}</details>`);
}
