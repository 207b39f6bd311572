import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../paths.ts';
import { explainFailure, type BuildFailure } from './build-failure.ts';

const END = { code: 1, signal: null, words: '' } as const;

function message(failure: Partial<BuildFailure>): string {
  const { code, message: text } = explainFailure({
    step: 'compiler',
    end: END,
    reports: [],
    failedPackages: [],
    folders: [{ name: "Go's build cache, GOCACHE", path: tmpdir() }],
    proxy: 'https://user:secret@proxy.example',
    ...failure,
  });
  expect(code).toBe('engine');
  return text;
}

it('says which modules a proxy did not give, and through which proxy, without its password', () => {
  const reports = ['a@v1.0.0: reading https://user:secret@proxy.example/a: 403 Forbidden', 'b@v1.0.0: 404'];
  const text = message({ step: 'modules', reports });
  expect(text).toContain(
    "2 of the engine's modules could not be fetched (GOPROXY is https://<masked>@proxy.example)",
  );
  expect(text).toContain('a@v1.0.0: reading https://<masked>@proxy.example/a: 403 Forbidden');
  expect(text).toContain('set GOPROXY');
  expect(text).not.toContain('secret');
});

it('says of a module with another checksum that it is not to be trusted', () => {
  const words = 'verifying a@v1.0.0: checksum mismatch\n\tdownloaded: h1:x=\n\tgo.sum:     h1:y=\n';
  const text = message({ step: 'modules', end: { ...END, words } });
  expect(text).toContain('not what engine/go.sum says');
  expect(text).toContain('downloaded: h1:x=');
  expect(text).toContain('go clean -modcache');
});

it('says which disk is full, and how much is free there', () => {
  const reports = [`write ${tmpdir()}/27/x-d: no space left on device`];
  const text = message({
    reports,
    folders: [
      { name: 'another', path: ROOT },
      { name: 'the one', path: tmpdir() },
    ],
  });
  expect(text).toMatch(/disk is full: \d+ MB are free in \S+ \(the one\)/);
  expect(text).toContain('Make room');
});

it('says that the disk is full before it says that a module is missing', () => {
  const text = message({ step: 'modules', reports: ['a@v1.0.0: write /x: no space left on device'] });
  expect(text).toContain('disk is full');
});

it.each([
  ['a compiler', { reports: ['k6: /go/compile: signal: killed'] }, 'a compiler ended with "signal: killed"'],
  ['go itself', { end: { code: null, signal: 'SIGKILL', words: '' } }, 'go was ended by SIGKILL'],
  ['a linker', { end: { ...END, words: 'fatal error: runtime: out of memory' } }, 'out of memory'],
] as const)('suspects the memory when %s was killed', (_, failure, words) => {
  const text = message(failure);
  expect(text).toContain(words);
  expect(text).toContain('GOMAXPROCS=1');
});

it('says that our own sources do not compile, with file and line', () => {
  const reports = ['# scrt-bench/engine/hdrlog', 'hdrlog/output.go:20:9: undefined: x'];
  const text = message({ reports, failedPackages: ['scrt-bench/engine/hdrlog'] });
  expect(text).toContain("the engine's own sources do not compile (scrt-bench/engine/hdrlog)");
  expect(text).toContain('hdrlog/output.go:20:9: undefined: x');
  expect(text).toContain('git status engine');
});

it('passes on, in a few lines, what it does not know', () => {
  const reports = Array.from({ length: 30 }, (_, index) => `line ${index} \u001B[31m`);
  const text = message({ reports, failedPackages: ['go.k6.io/k6'] });
  expect(text).toContain('go build of engine/ failed');
  expect(text).toContain('line 7 \\u{1b}[31m');
  expect(text).toContain('… and 22 lines more');
});

/** Nothing is ever free there. */
const FULL = [{ name: "Go's build cache, GOCACHE", path: '/proc' }];

describe.runIf(process.platform === 'linux')('on a disk that is full', () => {
  it('does not take what go makes of it for the cause', () => {
    const reports = ['errors/wrap.go:8:2: package internal/reflectlite is not in std'];
    const text = message({ reports, failedPackages: ['internal/reflectlite'], folders: FULL });
    expect(text).toContain("disk is full: 0 MB are free in /proc (Go's build cache, GOCACHE)");
  });

  it('still says that our own sources do not compile', () => {
    const failedPackages = ['scrt-bench/engine'];
    expect(message({ failedPackages, folders: FULL })).toContain('sources do not compile');
  });
});
