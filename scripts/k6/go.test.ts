import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { createFakeBuild } from './fake-go.fixture.ts';
import { runGo } from './go.ts';

const call = (go: ReturnType<typeof createFakeBuild>) => ({ cwd: go.path, env: go.env });

it('hands over the lines of stdout, and the words of stderr with the exit code', async () => {
  using go = createFakeBuild({ env: 'echo one; echo two; echo three >&2; exit 7' });
  const lines: string[] = [];
  const end = await runGo({ ...call(go), args: ['env'], onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['one', 'two']);
  expect(end).toEqual({ code: 7, signal: null, words: 'three\n' });
});

it('tells that there is no go', async () => {
  using go = createFakeBuild();
  const missing = runGo({ ...call(go), env: { PATH: '/nowhere' }, args: ['env'] });
  await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
});

// A child holds our pipes: the call settles only when it is gone too.
const CHILD = 'sleep 1000 & echo $! > "$folder/child"';

it('ends with all that it has started when it is aborted', async () => {
  using go = createFakeBuild({ env: `${CHILD}; wait` });
  const controller = new AbortController();
  const run = runGo({ ...call(go), args: ['env'], signal: controller.signal });
  const ended = expect(run).rejects.toThrow('aborted');
  await vi.waitUntil(() => written(join(go.path, 'child')), { timeout: 30_000 });
  controller.abort();
  await ended;
});

it('leaves nobody behind when go itself is killed', async () => {
  using go = createFakeBuild({ env: `${CHILD}; kill -KILL $$` });
  const end = await runGo({ ...call(go), args: ['env'] });
  expect(end).toMatchObject({ code: null, signal: 'SIGKILL' });
});

it('does not start for somebody who has aborted already', async () => {
  using go = createFakeBuild({ env: 'touch "$folder/started"' });
  await expect(runGo({ ...call(go), args: ['env'], signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  expect(existsSync(join(go.path, 'started'))).toBe(false);
});

function written(path: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').endsWith('\n');
}
