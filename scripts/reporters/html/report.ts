import type { RunResult } from '../../../schemas/generated/run-result.ts';
import { htmlText } from '../escape.ts';
import { titleOf } from '../wording.ts';
import {
  books,
  cases,
  counts,
  doubts,
  headline,
  latency,
  manifest,
  metrics,
  objectives,
  streams,
  violations,
} from './sections.ts';
import { STYLE } from './style.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The report as one HTML file: no script, nothing from the network. The same result gives the same bytes. */
export function renderHtml(result: RunResult): string {
  const title = `${result.verdict}: ${titleOf(result)}`;
  const parts = [
    headline,
    cases,
    objectives,
    streams,
    latency,
    books,
    violations,
    doubts,
    metrics,
    counts,
    manifest,
  ];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${htmlText(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...parts.map((part) => part(result)).filter((text) => text !== ''),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
