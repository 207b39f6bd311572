import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Folders of commands that are no part of the engine: the benchmarks. */
const APART: ReadonlySet<string> = new Set(['bench']);

/**
 * A hash of everything that decides the binary: the Go sources (tests and benchmarks aside), both module files, and
 * the recipe (compiler, platform, flags). 16 hexadecimal digits.
 */
export function engineSourceHash(folder: string, recipe: string): string {
  const hash = createHash('sha256').update(`${recipe}\n`);
  for (const file of sourceFiles(folder)) {
    hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(\.go|go\.mod|go\.sum)$/.test(file) && !file.endsWith('_test.go'))
    .filter((file) => !APART.has(file.split(sep)[0] ?? ''))
    .sort();
}
