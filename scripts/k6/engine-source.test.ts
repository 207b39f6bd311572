import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { engineSourceHash } from './engine-source.ts';

let folder: ReturnType<typeof mkdtempDisposableSync>;

beforeEach(() => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-source-'));
  mkdirSync(join(folder.path, 'hdrlog'));
  write('main.go', 'package main');
  write('hdrlog/output.go', 'package hdrlog');
  write('go.sum', 'sums');
});

afterEach(() => folder.remove());

const write = (file: string, text: string) => writeFileSync(join(folder.path, file), text);
const hash = (go = 'go1.26.0') => engineSourceHash(folder.path, go);

it('is the same for the same sources', () => {
  expect(hash()).toBe(hash());
});

it.each([
  ['a changed source', () => write('hdrlog/output.go', 'package hdrlog // changed')],
  ['a new source', () => write('hdrlog/new.go', 'package hdrlog')],
  ['other sums', () => write('go.sum', 'other sums')],
])('changes with %s', (_, change) => {
  const before = hash();
  change();
  expect(hash()).not.toBe(before);
});

it('changes with another compiler', () => {
  expect(hash('go1.27.0')).not.toBe(hash());
});

it.each(['README.md', 'hdrlog/output_test.go', 'hdrlog/index.d.ts'])('does not change with %s', (file) => {
  const before = hash();
  write(file, 'anything');
  expect(hash()).toBe(before);
});
