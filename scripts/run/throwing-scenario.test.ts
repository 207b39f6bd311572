import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.ts';
import { ensureEngine } from '../k6/engine.ts';
import { metricsPrefix, startEngine } from '../k6/engine-run.ts';
import { readMeasurements } from '../run-folder/read-measurements.ts';
import { exitCodeOf } from './render.ts';

const OPTIONS = `export const options = { scenarios: { tokens: {
  executor: 'ramping-arrival-rate', startRate: 10, timeUnit: '1s', preAllocatedVUs: 2, maxVUs: 2,
  stages: [{ target: 10, duration: '1.05s' }, { target: 0, duration: '0s' }, { target: 0, duration: '250ms' }] } } };`;

const SCRIPTS: readonly (readonly [how: string, body: string])[] = [
  [
    'inside its iteration',
    `import { startIteration } from 'k6/x/hdrlog';
     export default function () {
       const booked = startIteration();
       try { throw new Error('our own defect'); } catch (error) { booked.throw(error); }
     }`,
  ],
  ['past its iteration', "export default function () { throw new Error('our own defect'); }"],
];

it.each(SCRIPTS)('a scenario that throws %s makes the run invalid, although k6 exits 0', async (_, body) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-throws-'));
  mkdirSync(join(folder.path, 'metrics'));
  const script = join(folder.path, 'script.js');
  writeFileSync(script, `${body}\n${OPTIONS}`);
  const run = {
    binary: await ensureEngine(),
    script,
    folder: folder.path,
    instance: '0',
    plan: {},
    outs: [],
  };
  expect(await startEngine(run).exit).toMatchObject({ code: 0 });
  const result = analyse({
    measurements: await readMeasurements({ prefixes: [metricsPrefix(run)], limits: [] }),
    manifest: {},
    slos: [],
    slosAreExplicit: false,
    scenarioOperations: { tokens: [] },
    gate: ['D'],
    cores: 2,
  });
  expect(result.verdict).toBe('invalid');
  expect(result.reasons.map(({ code }) => code)).toContain('scenario-threw');
  expect(exitCodeOf(result)).toBe(3);
});
