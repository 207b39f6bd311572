import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recipeText } from './engine-recipe.ts';
import { engineSourceHash } from './engine-source.ts';

let folder: ReturnType<typeof mkdtempDisposableSync>;

beforeEach(() => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-source-'));
  mkdirSync(join(folder.path, 'hdrlog'));
  mkdirSync(join(folder.path, 'bench'));
  write('main.go', 'package main');
  write('hdrlog/output.go', 'package hdrlog');
  write('go.sum', 'sums');
});

afterEach(() => folder.remove());

const write = (file: string, text: string) => writeFileSync(join(folder.path, file), text);
const hash = (recipe = 'a recipe') => engineSourceHash(folder.path, recipe);

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

it('changes with another recipe, which has the compiler and the flags in it', () => {
  expect(hash('another recipe')).not.toBe(hash());
  expect(recipeText('go1.27.0')).not.toBe(recipeText('go1.26.0'));
  expect(recipeText('go1.26.0')).toContain('-trimpath');
  expect(recipeText('go1.26.0')).toContain('-mod=readonly');
});

it.each(['README.md', 'hdrlog/output_test.go', 'hdrlog/index.d.ts', 'bench/main.go'])(
  'does not change with %s',
  (file) => {
    const before = hash();
    write(file, 'anything');
    expect(hash()).toBe(before);
  },
);
