import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash of everything that decides the binary: the Go sources (tests aside), both module files, the
 * compiler and the platform. 16 hexadecimal digits.
 */
export function engineSourceHash(folder: string, goVersion: string): string {
  const hash = createHash('sha256').update(`${goVersion} ${process.platform} ${process.arch}\n`);
  for (const file of sourceFiles(folder)) {
    hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(\.go|go\.mod|go\.sum)$/.test(file) && !file.endsWith('_test.go'))
    .sort();
}
