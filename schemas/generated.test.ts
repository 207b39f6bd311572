import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generatedFiles } from './generate/files.ts';

it('keeps every generated file current', async () => {
  for (const [name, text] of await generatedFiles()) {
    const stored = readFileSync(new URL(`./generated/${name}`, import.meta.url), 'utf8');
    expect(stored, `schemas/generated/${name} is stale: run "npm run generate"`).toBe(text);
  }
});
