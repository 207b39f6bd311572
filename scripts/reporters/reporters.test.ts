import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

import type { RunResult } from '../../schemas/generated/run-result.ts';
import { renderHtml } from './html/report.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { exampleResult } from './result.fixture.ts';
import { renderTerminal } from './terminal.ts';

const SCHEMA = new URL('../../schemas/run-result.schema.json', import.meta.url);
const HOSTILE =
  '<script>alert(1)</script>\u001B[31m\u0000\u202Ea | [b](https://evil.test) ![c](x) `d` @e ]]>\n# f';
const REPORTERS: readonly (readonly [string, (result: RunResult) => string])[] = [
  ['terminal', renderTerminal],
  ['json', renderJson],
  ['html', renderHtml],
  ['markdown', renderMarkdown],
  ['junit', renderJunit],
];

describe.each(REPORTERS)('the %s report', (name, render) => {
  test('says the same of the same result, byte for byte', () => {
    expect(render(exampleResult())).toBe(render(exampleResult()));
  });

  test('is as it was', () => {
    expect(
      name === 'html' ? withoutPlots(render(exampleResult())) : render(exampleResult()),
    ).toMatchSnapshot();
  });

  test('lets no control character or turned text through', () => {
    // JSON is for programs: there the text is exact, and its own escapes hold the control characters.
    const unsafe = name === 'json' ? /\p{Control}/u : /[\p{Control}\p{Format}]/u;
    expect(render(exampleResult(HOSTILE)).replaceAll('\n', '')).not.toMatch(unsafe);
  });
});

test('the result is valid against its published schema', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
  validate(JSON.parse(renderJson(exampleResult(HOSTILE))));
  expect(validate.errors).toBeNull();
});

describe('the HTML report', () => {
  const html = renderHtml(exampleResult(HOSTILE));

  test('runs nothing and loads nothing', () => {
    expect(html).not.toMatch(/<script|javascript:|<link|<img|src=|href=|@import|url\((?!#)/i);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  });

  test('draws latency over time with its limit for every operation', () => {
    expect(html.match(/<svg role="img"/g)).toHaveLength(3);
    expect(html.match(/stroke-dasharray/g)).toHaveLength(3);
    expect(html.match(/>p\d+ limit</g)).toEqual(['>p99 limit<', '>p90 limit<', '>p90 limit<']);
  });
});

test('the HTML report marks the state of each objective', () => {
  const result = exampleResult();
  const objectives = result.objectives.map((each, at) =>
    at === 0 ? { ...each, total: 0, met: false } : each,
  );
  const html = renderHtml({ ...result, objectives });
  const states = [...html.matchAll(/<td class="(met|missed|no-data)">(.*?)<\/td>/g)];
  expect(states.map(([, name, text]) => [name, text])).toEqual([
    ['no-data', 'NO DATA'],
    ['missed', 'MISSED'],
    ['met', 'ok'],
    ['met', 'ok'],
  ]);
});

test('Markdown shows text of the target as code', () => {
  const row = renderMarkdown(exampleResult(HOSTILE))
    .split('\n')
    .find((line) => line.startsWith('| event-payload'));
  expect(row).toContain('`` <script>alert(1)</script>\\u{1b}[31m\\u{0}\\u{202e}a \\| [b](https://evil.test)');
});

test('Markdown lists the reasons before every table', () => {
  const markdown = renderMarkdown(exampleResult());
  expect(markdown.indexOf('\n- fail: ')).toBeGreaterThan(0);
  expect(markdown.indexOf('\n- fail: ')).toBeLessThan(markdown.indexOf('\n###'));
});

test('text of the manifest is escaped in the head', () => {
  const result = { ...exampleResult(), manifest: { target: { name: HOSTILE, baseUrl: HOSTILE } } };
  expect(renderMarkdown(result)).toContain('base URL `` <script>');
  expect(renderHtml(result)).not.toContain('<script');
  expect(renderTerminal(result)).not.toContain('\u001B');
});

test.each([
  ['terminal', renderTerminal],
  ['markdown', renderMarkdown],
  ['html', renderHtml],
] as const)('the %s report says what a pass rests on, and claims nothing of another verdict', (_, render) => {
  const passed = { ...exampleResult(), verdict: 'pass' as const, reasons: [] };
  expect(render({ ...passed, violations: [] })).toContain('every objective was met, no rule was broken');
  expect(render(passed)).toContain('every objective was met, no rule that fails the run was broken');
  expect(render(exampleResult())).not.toContain('every objective was met');
});

test('JUnit counts what it lists', () => {
  const xml = renderJunit(exampleResult());
  expect(xml.match(/<testcase/g)).toHaveLength(6);
  expect(xml).toContain('<testsuites tests="6" failures="2" errors="0">');
  expect(xml.match(/<failure/g)).toHaveLength(2);
});

test('the terminal report colours the verdict only when asked to', () => {
  expect(renderTerminal(exampleResult(), { color: true })).toContain('\u001B[31mFAIL\u001B[39m');
});

function withoutPlots(html: string): string {
  return html.replace(/<svg[\s\S]*?<\/svg>/g, '<svg/>').replace(/<style>[\s\S]*?<\/style>/, '<style/>');
}
