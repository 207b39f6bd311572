import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { metricsPrefix, startEngine } from '../k6/engine-run.ts';
import { watchLoad } from './watch-load.ts';

let folder: ReturnType<typeof mkdtempDisposableSync>;

beforeEach(() => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-watch-'));
  mkdirSync(join(folder.path, 'metrics'));
});

afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

interface FakeRun {
  readonly outs?: readonly string[];
  readonly signal?: AbortSignal;
  /** Operations begun, as the engine's output tells it. */
  readonly begun?: number;
}

/** Watches an engine that is a shell script. */
async function watched(script: string, { outs = [], signal, begun = 0 }: FakeRun = {}) {
  const binary = join(folder.path, 'k6');
  writeFileSync(binary, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const run = { binary, script: 's.js', folder: folder.path, instance: '0', plan: {}, outs };
  const counters = { 'scrt_operations{operation=a;outcome=begun}': begun };
  writeFileSync(`${metricsPrefix(run)}.ndjson`, `${JSON.stringify({ kind: 'interval', counters })}\n`);
  await using engine = startEngine(run);
  return await watchLoad({
    engine,
    metrics: metricsPrefix(run),
    folder: folder.path,
    standIn: undefined,
    signal: signal ?? new AbortController().signal,
  });
}

const says = (fields: object) => `echo '${JSON.stringify(fields)}' >&2`;
const REFUSAL = says({ level: 'error', msg: 'could not create the csv output' });

it('says nothing of an engine that ended well', async () => {
  expect(await watched('exit 0')).toEqual([]);
});

it('tells people what the engine complained of, although it ended well', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await watched(`${says({ level: 'warning', msg: 'slow' })}; exit 0`);
  expect(said.mock.calls.join('')).toContain('complaints of the engine: 1, the last: slow; see engine.log');
});

it.each([
  ['exit 107', 'met an exception of our scenario before any load (code 107): Error: x'],
  ['exit 104', 'refuses the load that was made of the profile (code 104): Error: x'],
  ['exit 120', 'could not write what it measured (code 120): Error: x; make room'],
  ['kill -KILL $$', 'was killed from outside (SIGKILL): Error: x; if nobody did that, memory ran out'],
])('makes the run invalid when the engine ends by %s, with its reason and its words', async (end, text) => {
  const reasons = await watched(`${says({ level: 'error', msg: 'Error: x' })}; ${end}`);
  expect(reasons).toMatchObject([{ code: 'engine-failed', effect: 'invalid' }]);
  expect(reasons[0]?.text).toContain(`the engine ${text}`);
});

it('passes on what the Go runtime says of its end', async () => {
  const reasons = await watched(`echo 'fatal error: all goroutines are asleep' >&2; exit 2`);
  expect(reasons[0]?.text).toContain('the engine crashed (code 2): fatal error: all goroutines are asleep');
});

it('says of an engine that cannot be started that it cannot', async () => {
  const reasons = await watched('exec /no/such/k6');
  expect(reasons[0]?.text).toContain('the engine could not be started (code 127)');
});

it.each([104, 255])(
  'takes code %i for wrong use when an output was asked for and nothing began',
  async (code) => {
    const run = watched(`${REFUSAL}; exit ${code}`, { outs: ['csv=/x', 'influxdb=http://u:secret@h'] });
    await expect(run).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(
        /^k6 did not start with --out csv=\/x --out influxdb=http:\/\/<masked>@h \(code \d+\): could not create the csv output\./,
      ) as string,
    });
  },
);

it.each([
  ['no output was asked for', {}, 255],
  ['load had begun', { outs: ['csv=/x'], begun: 3 }, 255],
  ['the code is of something else', { outs: ['csv=/x'] }, 107],
])('takes it for a failure of ours when %s', async (_, run, code) => {
  expect(await watched(`${REFUSAL}; exit ${code}`, run)).toMatchObject([{ code: 'engine-failed' }]);
});

it('says that a run was stopped, and does not call that a failure of the engine', async () => {
  const reasons = await watched('exec sleep 1000', { signal: AbortSignal.abort() });
  expect(reasons).toMatchObject([{ code: 'stopped', effect: 'invalid' }]);
});
