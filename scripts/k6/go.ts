import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { textLines } from '../run-folder/text-lines.ts';

/** A go that ignores a request to end gets this long. */
const STOP_TIMEOUT_MS = 2_000;
const GO = 'go';
const MAX_WORDS_CHARS = 64 * 1024;

/** One call of the go command. */
export interface GoCall {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Called with every line of stdout. */
  readonly onLine?: (line: string) => void;
  /** Called with every line of stderr. */
  readonly onWords?: (line: string) => void;
}

/** How it ended. */
export interface GoEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The beginning of what it said on stderr. */
  readonly words: string;
}

/**
 * Runs go with all that it starts in one process group, which ends with it: a compiler outlives its go by seconds.
 *
 * @throws the system's error when there is no go that can be started; the signal's reason when it was aborted
 */
export async function runGo({ args, cwd, env, signal, onLine, onWords }: GoCall): Promise<GoEnd> {
  signal?.throwIfAborted();
  const child = spawn(GO, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    endGroup(child, 'SIGTERM');
    patience = setTimeout(() => endGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS);
  };
  signal?.addEventListener('abort', stop, { once: true });
  // Whoever holds the pipes is of the group: when `close` comes after this, nobody is left.
  child.once('exit', () => {
    clearTimeout(patience);
    endGroup(child, 'SIGKILL');
  });
  try {
    let words = '';
    const [[code, by]] = await Promise.all([
      once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
      eachLine(child.stdout, onLine),
      eachLine(child.stderr, (line) => {
        if (words.length < MAX_WORDS_CHARS) words += `${line}\n`;
        onWords?.(line);
      }),
    ]);
    signal?.throwIfAborted();
    return { code, signal: by, words: words.slice(0, MAX_WORDS_CHARS) };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function eachLine(stream: NodeJS.ReadableStream, onLine: GoCall['onLine']): Promise<void> {
  for await (const { text } of textLines(stream.setEncoding('utf8') as AsyncIterable<string>)) onLine?.(text);
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in it.
  }
}
