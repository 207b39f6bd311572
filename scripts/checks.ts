import { spawn, spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from './paths.ts';

/** One command of the gate. */
export interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Relative to the checkout. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const tool = (name: string) => join(ROOT, 'node_modules', '.bin', name);

const END_TO_END = 'scripts/end-to-end';

/** gofmt names what it would change, and exits 0 all the same. */
const GOFMT = 'files=$(gofmt -l .) && if [ -n "$files" ]; then echo "$files" >&2; exit 1; fi';

/** Everything that CI checks, the quick ones first. */
export function gateChecks(): readonly Check[] {
  return [
    { name: 'format', command: tool('oxfmt'), args: ['--check', '.'] },
    { name: 'lint', command: tool('oxlint'), args: ['--type-aware', '--deny-warnings', '.'] },
    { name: 'types (Node)', command: tool('tsc'), args: ['--noEmit', '-p', '.'] },
    { name: 'types (k6)', command: tool('tsc'), args: ['--noEmit', '-p', 'scenarios'] },
    {
      name: 'API description',
      command: tool('redocly'),
      args: ['lint', 'schemas/enhanced-chat.openapi.yaml'],
    },
    { name: 'unused code', command: tool('knip'), args: [] },
    {
      name: 'go format',
      command: 'sh',
      args: ['-c', GOFMT],
      folder: 'engine',
    },
    // With the engine's own build flags, so that what was compiled for it serves here too.
    {
      name: 'go vet',
      command: 'go',
      args: ['vet', '-trimpath', './...'],
      folder: 'engine',
      env: { CGO_ENABLED: '0' },
    },
    { name: raceName(), command: 'go', args: ['test', ...raceFlags(), './...'], folder: 'engine' },
    { name: 'tests', command: tool('vitest'), args: ['run', '--exclude', `${END_TO_END}/**`] },
    // Runs of their own machine: beside other tests they would be starved, and rightly call themselves invalid.
    { name: 'end-to-end tests', command: tool('vitest'), args: ['run', END_TO_END, '--maxWorkers=1'] },
  ];
}

/** Checks against programs that this project does not install. */
export function outsideChecks(): readonly Check[] {
  return [
    { name: 'outside', command: tool('vitest'), args: ['run', '--config', 'vitest.outside.config.ts'] },
  ];
}

/** Runs one check with its output passed through; true when it passed. */
export async function runCheck(check: Check, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(check.command, check.args, {
    cwd: join(ROOT, check.folder ?? '.'),
    // Progress goes to stderr: stdout is the summary.
    stdio: ['ignore', 2, 2],
    // The tools start with `#!/usr/bin/env node`: they are to find the Node that runs this.
    env: {
      ...process.env,
      ...check.env,
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    },
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  child.on('error', () => resolve(false));
  child.on('exit', (code) => resolve(code === 0));
  return promise.finally(() => signal.removeEventListener('abort', stop));
}

/** The race detector needs a C compiler; without one the tests run all the same, and say so. */
function raceFlags(): readonly string[] {
  return hasCompiler() ? ['-race'] : [];
}

function raceName(): string {
  return hasCompiler() ? 'go test -race' : 'go test (no C compiler here, so without -race)';
}

function hasCompiler(): boolean {
  return ['gcc', 'clang', 'cc'].some((name) => spawnSync(name, ['--version']).status === 0);
}
