import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_KINDS } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { generatedDocs } from './generated-docs.ts';

const stored = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the documents', () => {
  it.each([...generatedDocs()])('%s holds its tables as they are made today', (path, text) => {
    expect(stored(path), `${path} is stale: run "npm run generate"`).toBe(text);
  });

  it('hold each table once, between its marks', () => {
    const marks = [...generatedDocs()].flatMap(([, text]) =>
      [...text.matchAll(/<!-- table: ([\w ]+) -->\n\n\|[^]*?\n\n<!-- end -->/g)].map(([, name]) => name),
    );
    expect(marks.toSorted((a = '', b = '') => a.localeCompare(b, 'en'))).toMatchInlineSnapshot(`
      [
        "api operations",
        "assertions",
        "conditions",
        "errors",
        "events",
        "faults",
        "flags",
        "metrics",
        "operations",
        "parameters",
        "rules",
        "scenarios",
        "scenarios",
        "statuses",
      ]
    `);
  });

  it('define every metric that the engine declares', () => {
    const sources = readdirSync(join(ROOT, 'engine'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.go') && !/_test\.go$|^bench/.test(file))
      .map((file) => stored(join('engine', file)));
    const declared = sources
      .flatMap((text) => [...text.matchAll(/"((?:scrt|hdrlog|eventsource)_[a-z_]+)"/g)])
      .map(([, name]) => name);
    const defined = [...stored('docs/metrics.md').matchAll(/^\| `(\w+)` \| (?:latency|counter|gauge)/gm)];
    expect(defined.map(([, name]) => name)).toEqual(expect.arrayContaining(declared));
    expect(declared.length).toBeGreaterThan(15);
  });

  it('list exactly the error codes that there are', () => {
    const listed = [...stored('docs/errors.md').matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, code]) => code);
    expect(listed).toEqual(Object.keys(ERROR_KINDS));
  });
});
