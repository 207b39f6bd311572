import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../paths.ts';
import { engineRequirements } from './engine-requirements.ts';

it("reads them from the engine's go.mod", () => {
  expect(engineRequirements(join(ROOT, 'engine'))).toEqual({
    go: expect.stringMatching(/^1\.\d+$/) as string,
    k6: 'v1.8',
  });
});

it('names a go.mod that does not say them', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-mod-'));
  writeFileSync(join(folder.path, 'go.mod'), 'module x\n\ngo 1.25.0\n');
  expect(() => engineRequirements(folder.path)).toThrow(/go\.mod names no version/);
});
