import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempDisposableSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../schemas/generated/run-result.ts';
import { ROOT } from '../paths.ts';

const POLL_MS = 50;

/** Objectives that do not depend on how fast a machine is. */
export const ANYWHERE = join(import.meta.dirname, 'answered.slo.yaml');

/** A real command in a process of its own, with a results folder of its own. */
export interface StartedCommand extends AsyncDisposable {
  readonly pid: number;
  readonly results: string;
  /** What it has said so far. */
  readonly said: { stdout: string; stderr: string };
  /** Its exit code. */
  readonly exit: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

/** How to start it; `through` is `npm` to go through npm's own process, as a person does. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly through?: 'npm';
}

/** Starts `npm run <command> -- <args>`, or the same without npm. */
export function startCommand(
  words: readonly string[],
  { env = {}, through }: CommandOptions = {},
): StartedCommand {
  const results = mkdtempDisposableSync(join(tmpdir(), 'scrt-run-'));
  const [name = '', ...args] = words;
  const [command, all] =
    through === 'npm'
      ? ['npm', ['run', '--silent', name, '--', ...args]]
      : [process.execPath, [join(ROOT, 'scripts', 'entry.mjs'), name, ...args]];
  const child = spawn(command, all, {
    cwd: ROOT,
    env: { ...process.env, SCRT_RESULTS: results.path, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid: child.pid ?? 0,
    results: results.path,
    said,
    exit,
    signal: (signal) => void child.kill(signal),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exit;
      results.remove();
    },
  };
}

/** The run folders that a command has made, oldest first. */
export function runFolders({ results }: Pick<StartedCommand, 'results'>): readonly string[] {
  return readdirSync(results)
    .sort()
    .map((name) => join(results, name));
}

/** The result of the command's last run. */
export function resultOf(command: Pick<StartedCommand, 'results'>): RunResult {
  const folder = runFolders(command).at(-1) ?? '';
  return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RunResult;
}

/** Waits until a condition holds; the test's own time limit bounds it. */
export async function until<T>(condition: () => T | undefined | false): Promise<T> {
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The processes whose command line holds a text; from /proc, so on Linux only. */
export function processesWith(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => commandLine(pid).includes(text))
    .map(Number);
}

function commandLine(pid: string): string {
  const path = `/proc/${pid}/cmdline`;
  try {
    return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\0', ' ') : '';
  } catch {
    // It ended between the two looks.
    return '';
  }
}
