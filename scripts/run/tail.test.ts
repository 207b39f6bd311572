import { appendFileSync, mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTail } from './tail.ts';

it('gives each whole line once, and half a line when it is whole', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-tail-'));
  const path = join(folder.path, 'a.ndjson');
  const tail = createTail(path);
  expect(tail.newLines()).toEqual([]);
  appendFileSync(path, 'one\ntw');
  expect(tail.newLines()).toEqual(['one']);
  appendFileSync(path, 'o\nthreé\n');
  expect(tail.newLines()).toEqual(['two', 'threé']);
  expect(tail.newLines()).toEqual([]);
});

it('reads what is larger than its buffer', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-tail-'));
  const path = join(folder.path, 'a.ndjson');
  const long = 'x'.repeat(200_000);
  appendFileSync(path, `${long}\n`);
  expect(createTail(path).newLines()).toEqual([long]);
});
