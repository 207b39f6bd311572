import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

import { contractExample } from './contract-result.fixture.ts';
import { renderHtml } from './html/report.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';

const SCHEMA = new URL('../../schemas/run-result.schema.json', import.meta.url);

describe('the reports of a contract check', () => {
  test('count the passed cases of each operation by kind', () => {
    expect(renderMarkdown(contractExample())).toContain('| sendMessage | 1/2 | – | 1/1 | – | 0 |');
    expect(renderTerminal(contractExample())).toMatch(/^ {2}sendMessage +1\/2 +– +1\/1 +– +0$/m);
    expect(renderHtml(contractExample())).toMatch(/<h2>Cases<\/h2>[\s\S]*>1\/2</);
  });

  test('head only what has content', () => {
    const html = renderHtml(contractExample());
    const headings = [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
    expect(headings).toEqual([
      'Cases',
      'Contract coverage',
      'Not exercised',
      'Contract violations',
      'Coverage',
      'Manifest',
    ]);
    expect(html).not.toMatch(/<\/h[23]>\s*<\/section>/);
  });

  test('are valid against the published schema', () => {
    const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    validate(JSON.parse(renderJson(contractExample())));
    expect(validate.errors).toBeNull();
  });
});

test('JUnit has a case for each contract case, and fails the one that did not pass', () => {
  const lines = renderJunit(contractExample())
    .split('\n')
    .filter((line) => line.includes('classname="cases.'));
  expect(lines).toHaveLength(3);
  expect(lines.filter((line) => line.includes('<failure'))).toEqual([
    expect.stringContaining('name="sends-a-long-text"'),
  ]);
});
