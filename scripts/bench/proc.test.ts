import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cpuSecondsIn, openFilesLimitIn, requireProgram, residentMegabytesIn } from './proc.ts';

it('reads user and system time behind a name with spaces and parentheses', () => {
  const stat = '42 (a (b) c) S 1 42 42 0 -1 4194304 100 0 0 0 150 25 0 0 20 0 9 0 1 1 1';
  expect(cpuSecondsIn(stat)).toBe(1.75);
});

it('reads resident memory in MB', () => {
  expect(residentMegabytesIn('Name:\tk6\nVmRSS:\t   62500 kB\nRssAnon:\t 1 kB\n')).toBe(64);
});

it('says that a process has ended when it has no memory left', () => {
  expect(() => residentMegabytesIn('Name:\tk6\nState:\tZ (zombie)\n')).toThrow('ended');
});

it('takes the hard limit of open files', () => {
  const limits = (hard: string) =>
    `Max processes  1  2  processes\nMax open files            1024  ${hard}  files\n`;
  expect(openFilesLimitIn(limits('20000'))).toBe(20_000);
  expect(openFilesLimitIn(limits('unlimited'))).toBe(Infinity);
});

it('measures no script, whose process is a shell', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-proc-'));
  const script = join(folder.path, 'k6');
  writeFileSync(script, '#!/bin/sh\nexec k6 "$@"\n');
  expect(() => requireProgram(script)).toThrow('which is a script');
  expect(() => requireProgram(process.execPath)).not.toThrow();
});
