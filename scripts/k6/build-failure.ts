import { freemem } from 'node:os';
import { join, sep } from 'node:path';
import { HarnessError } from '../errors.ts';
import { terminalText } from '../reporters/escape.ts';
import { withoutSecrets } from '../secrets.ts';
import { fullest, megabytes, type WrittenFolder } from './disk-space.ts';
import type { GoEnd } from './go.ts';

/** A build that did not end well. */
export interface BuildFailure {
  readonly step: 'modules' | 'compiler';
  readonly end: GoEnd;
  /** What go reported of modules or packages, in its order. */
  readonly reports: readonly string[];
  /** Packages that could not be compiled. */
  readonly failedPackages: readonly string[];
  /** Everything that go writes to. */
  readonly folders: readonly WrittenFolder[];
  readonly proxy: string;
}

/** Go hides a full cache behind errors like "package errors is not in std": so little free space is the cause. */
const FULL_BYTES = 64e6;
const FIRST_BUILD_NEEDS =
  'A first build writes some 420 MB of modules, 580 MB of compiled packages, and as much for a while';
const MAX_SHOWN_LINES = 8;
/** Messages of the system (ENOSPC, EDQUOT; Windows), which go passes on as they are. */
const DISK_FULL = /no space left on device|disk quota exceeded|not enough space on the disk/i;
const OUT_OF_MEMORY = /signal: killed|out of memory|cannot allocate memory/i;
const OWN_MODULE = /^scrt-bench\/engine(\/|$)/;

/** Why the build failed, and what to do next. The causes that hide behind others come first. */
export function explainFailure(failure: BuildFailure): HarnessError {
  const words = [...failure.reports, failure.end.words].join('\n');
  const message =
    killed(failure, words) ??
    diskFull(failure, words) ??
    (failure.step === 'modules' ? modulesMissing(failure, words) : notCompiled(failure, words));
  return new HarnessError('engine', message);
}

function killed({ end }: BuildFailure, words: string): string | undefined {
  const match = OUT_OF_MEMORY.exec(words);
  if (end.signal === null && match === null) return undefined;
  const who = end.signal === null ? `a compiler ended with "${match?.[0]}"` : `go was ended by ${end.signal}`;
  return (
    `the engine could not be built: ${who}. Unless somebody did that, memory ran out (${megabytes(freemem())} are free now): ` +
    'close other programs, or compile one package at a time with GOMAXPROCS=1, and run the same command again.'
  );
}

function diskFull({ step, folders, failedPackages }: BuildFailure, words: string): string | undefined {
  const named = folders.filter(({ path }) => words.includes(join(path, sep)));
  const said = DISK_FULL.test(words);
  const folder = fullest(said && named.length > 0 ? named : folders);
  if (folder === undefined) return undefined;
  const hidden =
    step === 'compiler' && folder.free < FULL_BYTES && !failedPackages.some((name) => OWN_MODULE.test(name));
  if (!said && !hidden) return undefined;
  const where = `${megabytes(folder.free)} are free in ${folder.path} (${folder.name})`;
  const line = words.split('\n').find((each) => DISK_FULL.test(each)) ?? words.split('\n')[0] ?? '';
  return (
    `the engine could not be built, because the disk is full: ${where}. Go says:\n${shown(line)}\n` +
    `${FIRST_BUILD_NEEDS}. Make room and run the same command again.`
  );
}

function modulesMissing({ reports, proxy }: BuildFailure, words: string): string {
  if (words.includes('checksum mismatch')) {
    return (
      `the engine was not built, because a module is not what engine/go.sum says:\n${shown(words)}\n` +
      'Somebody changed it on the way, or engine/go.sum was edited: see "git diff engine/go.sum", ' +
      'empty the cache with "go clean -modcache", and try another GOPROXY before you trust it.'
    );
  }
  const count = reports.length > 1 ? `${reports.length} of the engine's modules` : "the engine's modules";
  return (
    `${count} could not be fetched (GOPROXY is ${withoutSecrets(proxy)}):\n${shown(words)}\n` +
    'Check the network, set GOPROXY to a proxy of Go modules that you may use, ' +
    'or set K6_BINARY to an engine that was built elsewhere, and run the same command again.'
  );
}

function notCompiled({ failedPackages }: BuildFailure, words: string): string {
  const own = failedPackages.filter((name) => OWN_MODULE.test(name));
  if (own.length === 0)
    return `go build of engine/ failed:\n${shown(words)}\nFix that and run the same command again.`;
  return (
    `the engine's own sources do not compile (${own.join(', ')}):\n${shown(words)}\n` +
    'Correct them, or take them back: "git status engine" shows what was changed.'
  );
}

function shown(words: string): string {
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  const rest = lines.length > MAX_SHOWN_LINES ? [`… and ${lines.length - MAX_SHOWN_LINES} lines more`] : [];
  return [...lines.slice(0, MAX_SHOWN_LINES), ...rest]
    .map((line) => `  ${withoutSecrets(terminalText(line))}`.slice(0, 500))
    .join('\n');
}
