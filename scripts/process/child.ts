import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** How a child ended. `signal` is null when it ended by itself. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to run. */
export interface ChildPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Tells which variables of our own environment are kept from it. */
  readonly dropEnv?: (name: string) => boolean;
  /** Written to its stdin, which then stays open as ever. */
  readonly input?: string;
  /** Where stderr, and stdout when `onLine` is absent, are kept. */
  readonly logFile: string;
  /** Called with every line of stdout. */
  readonly onLine?: (line: string) => void;
}

/** A running child that ends with its parent: its stdin is a pipe, and its end tells it so. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** Settles when the child is gone. Never rejects: a command that is missing ends with code 127. */
  readonly exit: Promise<ChildExit>;
  /** Asks it to stop, and ends it when it has not stopped after `timeoutMs`. */
  stop(timeoutMs: number): Promise<ChildExit>;
}

/** Starts a child whose output goes to a log file. */
export function startChild(plan: ChildPlan): Child {
  const log = createWriteStream(plan.logFile, { flags: 'a' });
  const child = spawn(plan.command, plan.args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inherited(plan.dropEnv), ...plan.env },
  });
  // The pipe only tells the child that we live; that it closed it first is no error of ours.
  child.stdin.on('error', () => undefined);
  if (plan.input !== undefined) child.stdin.write(plan.input);
  child.stderr.pipe(log, { end: false });
  if (plan.onLine === undefined) child.stdout.pipe(log, { end: false });
  else readLines(child, plan.onLine);
  // Gone only when its last words are on the disk: whoever waits for its end reads them next.
  const exit = ended(child, (text) => log.write(text)).finally(() => new Promise((done) => log.end(done)));
  const stop = (timeoutMs: number) => stopChild(child, { exit, timeoutMs });
  return { pid: child.pid ?? 0, exit, stop, [Symbol.asyncDispose]: async () => void (await stop(5_000)) };
}

function inherited(drop: (name: string) => boolean = () => false): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !drop(name)));
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

async function ended(child: ChildProcess, say: (text: string) => void): Promise<ChildExit> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, signal };
  } catch (error) {
    say(`${String(error)}\n`);
    return { code: 127, signal: null };
  }
}

async function stopChild(
  child: ChildProcess,
  { exit, timeoutMs }: { readonly exit: Promise<ChildExit>; readonly timeoutMs: number },
): Promise<ChildExit> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    return await exit;
  } finally {
    clearTimeout(timer);
  }
}
