import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import { bundleEntry, bundleScenario } from './bundle.ts';

describe('bundleScenario', () => {
  it.each(SCENARIOS)('makes one module of $name that imports nothing but k6', async ({ name, phases }) => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'bundle-'));
    const path = join(folder.path, 'made.js');
    const { bytes } = await bundleScenario(name, path);
    const text = readFileSync(path, 'utf8');
    expect(bytes).toBeGreaterThan(1000);
    for (const [, from] of text.matchAll(/^import .* from "(.*)";$/gm)) expect(from).toMatch(/^k6(\/|$)/);
    expect(text).not.toMatch(/\brequire\(/);
    for (const exported of [...phases, 'options'])
      expect(text).toMatch(new RegExp(`^ {2}${exported}\\b`, 'm'));
  });

  it('says where code cannot be bundled', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'bundle-'));
    const entry = join(folder.path, 'broken.ts');
    writeFileSync(entry, 'const sound = 1;\nconst = 2;\n');
    await expect(bundleEntry(entry, join(folder.path, 'made.js'))).rejects.toThrow(
      expect.objectContaining({ code: 'harness', message: expect.stringMatching(/broken\.ts:2: /) }),
    );
  });
});
