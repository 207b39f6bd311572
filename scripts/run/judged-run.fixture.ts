import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../schemas/generated/run-result.ts';
import { analyse } from '../analysis/analyse.ts';
import { ensureEngine } from '../k6/engine.ts';
import { metricsPrefix, startEngine } from '../k6/engine-run.ts';
import type { ChildExit } from '../process/child.ts';
import { readMeasurements } from '../run-folder/read-measurements.ts';

/** Runs a script of the test's own in the real engine and judges what it wrote. */
export async function judgeScript(
  source: string,
  options: { readonly filesLimit?: number } = {},
): Promise<{ readonly exit: ChildExit; readonly result: RunResult }> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-judged-'));
  mkdirSync(join(folder.path, 'metrics'));
  const script = join(folder.path, 'script.js');
  writeFileSync(script, source);
  const engine = await ensureEngine();
  const { filesLimit } = options;
  const binary = filesLimit === undefined ? engine : limited(engine, { folder: folder.path, filesLimit });
  const run = { binary, script, folder: folder.path, instance: '0', plan: {}, outs: [] };
  const exit = await startEngine(run).exit;
  const result = analyse({
    measurements: await readMeasurements({ prefixes: [metricsPrefix(run)], limits: [] }),
    manifest: {},
    slos: [],
    slosAreExplicit: false,
    scenarioOperations: { tokens: [] },
    gate: ['D'],
    cores: 2,
  });
  return { exit, result };
}

/** The engine on a machine that gives a process no more than so many files. */
function limited(
  engine: string,
  { folder, filesLimit }: { readonly folder: string; readonly filesLimit: number },
): string {
  const path = join(folder, 'limited-engine');
  writeFileSync(path, `#!/bin/sh\nulimit -n ${filesLimit}\nexec "${engine}" "$@"\n`, { mode: 0o755 });
  return path;
}
