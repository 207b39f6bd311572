import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
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
    expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  await expect(withLock(path, () => 'free')).resolves.toBe('free');
});

it('takes over the lock of a process that is gone', async () => {
  // No process has this number: it is beyond the largest that Linux gives out.
  writeFileSync(path, '4194999');
  await expect(withLock(path, () => 'taken')).resolves.toBe('taken');
});
