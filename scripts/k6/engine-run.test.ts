import { mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startEngine } from './engine-run.ts';

/** Stands for the engine and writes down how it was called. */
const RECORDER = `#!${process.execPath}
require('node:fs').writeFileSync(__filename + '.json', JSON.stringify({ args: process.argv.slice(2), env: process.env }));`;

let folder: ReturnType<typeof mkdtempDisposableSync>;

beforeEach(() => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-engine-'));
  mkdirSync(join(folder.path, 'metrics'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

async function called(outs: readonly string[] = []) {
  const binary = join(folder.path, 'k6.cjs');
  writeFileSync(binary, RECORDER, { mode: 0o755 });
  const run = { binary, script: 's.js', folder: folder.path, instance: '0', plan: { seed: 1 }, outs };
  await startEngine(run).exit;
  return JSON.parse(readFileSync(`${binary}.json`, 'utf8')) as {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
}

it('lets k6 phone nobody, listen nowhere, keep no samples, and log as JSON', async () => {
  const { args, env } = await called();
  expect(args).toEqual(
    expect.arrayContaining([
      '--no-usage-report',
      '--address=',
      '--summary-mode=disabled',
      '--no-thresholds',
      '--log-format=json',
    ]),
  );
  expect(env).toMatchObject({ K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' });
});

it("keeps the caller's variables that would replace the profile from k6, and passes those of outputs on", async () => {
  vi.stubEnv('K6_VUS', '1');
  vi.stubEnv('K6_DURATION', '1s');
  vi.stubEnv('K6_OUT', 'json=x');
  vi.stubEnv('K6_PROMETHEUS_RW_SERVER_URL', 'http://127.0.0.1:9090');
  const { env } = await called();
  expect(Object.keys(env).filter((name) => /^K6_(VUS|DURATION|OUT)$/.test(name))).toEqual([]);
  expect(env['K6_PROMETHEUS_RW_SERVER_URL']).toBe('http://127.0.0.1:9090');
});

it('passes outputs on, and asks for samples only then', async () => {
  expect((await called()).env['HDRLOG_SAMPLES']).toBeUndefined();
  const { args, env } = await called(['json=out.json']);
  expect(args.filter((_, index) => args[index - 1] === '--out')).toEqual([
    `hdrlog=${join(folder.path, 'metrics', '0')}`,
    'json=out.json',
  ]);
  expect(env['HDRLOG_SAMPLES']).toBe('1');
});
