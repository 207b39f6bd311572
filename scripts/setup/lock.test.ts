import { mkdtempDisposableSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

let folder: ReturnType<typeof mkdtempDisposableSync>;
let path: string;

beforeEach(() => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-lock-'));
  path = join(folder.path, 'a.lock');
});

afterEach(() => folder.remove());

it('runs one piece of work after the other', async () => {
  const order: string[] = [];
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const first = withLock(path, async () => {
    order.push('first begins');
    await mayEnd;
    order.push('first ends');
  });
  const second = withLock(path, () => order.push('second begins'));
  end();
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second begins']);
});

it('names its holder, and is free again when the work throws', async () => {
  const failing = withLock(path, () => {
    expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  await expect(withLock(path, () => 'free')).resolves.toBe('free');
});

// No process has this number: it is beyond the largest that Linux gives out.
const NOBODY = '4194999';
const LONG_AGO_SECONDS = 1000;

it('takes over the lock of a process that is gone', async () => {
  writeFileSync(path, NOBODY);
  await expect(withLock(path, () => 'taken')).resolves.toBe('taken');
});

it.runIf(process.platform === 'linux')(
  'takes over the lock of an earlier process of the same number',
  async () => {
    writeFileSync(path, `${process.pid} 1`);
    await expect(withLock(path, () => 'taken')).resolves.toBe('taken');
  },
);

it('takes over a lock whose process was killed before it could write its number', async () => {
  writeFileSync(path, '');
  utimesSync(path, LONG_AGO_SECONDS, LONG_AGO_SECONDS);
  await expect(withLock(path, () => 'taken')).resolves.toBe('taken');
});

it('is not kept by a process that was killed while it took over', async () => {
  writeFileSync(path, NOBODY);
  writeFileSync(`${path}.takeover`, NOBODY);
  await expect(withLock(path, () => 'taken')).resolves.toBe('taken');
  expect(readdirSync(folder.path)).toEqual([]);
});

it('stops waiting on request, and leaves the lock to its holder', async () => {
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const first = withLock(path, () => mayEnd);
  await expect(withLock(path, () => 'never', AbortSignal.abort())).rejects.toThrow('aborted');
  expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  end();
  await first;
});
