import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startChild, type Child } from './child.ts';

let folder: ReturnType<typeof mkdtempDisposableSync>;

beforeEach(() => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-child-'));
});

afterEach(() => folder.remove());

const log = () => join(folder.path, 'child.log');

function run(code: string, onLine?: (line: string) => void): Child {
  const plan = { command: process.execPath, args: ['-e', code], logFile: log() };
  return startChild(onLine === undefined ? plan : { ...plan, onLine });
}

it('tells how it ended, with its last words in the log', async () => {
  const child = run("console.error('last words'); process.exitCode = 7;");
  expect(await child.exit).toEqual({ code: 7, signal: null });
  expect(readFileSync(log(), 'utf8')).toBe('last words\n');
});

it('hands over whole lines of stdout', async () => {
  const lines: string[] = [];
  await run("process.stdout.write('one\\ntw'); process.stdout.write('o\\n');", (line) => lines.push(line))
    .exit;
  expect(lines).toEqual(['one', 'two']);
});

it('writes the input and keeps the pipe open behind it', async () => {
  const lines: string[] = [];
  const code = `process.stdin.once('data', (text) => {
    process.stdin.on('end', () => console.log('ended'));
    console.log(String(text));
    setImmediate(() => process.exit());
  });`;
  const plan = { command: process.execPath, args: ['-e', code], logFile: log(), input: 'hello' };
  await startChild({ ...plan, onLine: (line) => lines.push(line) }).exit;
  expect(lines).toEqual(['hello']);
});

it('says 127 of a command that is not there, and why in the log', async () => {
  const child = startChild({ command: '/no/such/command', args: [], logFile: log() });
  expect(await child.exit).toEqual({ code: 127, signal: null });
  expect(readFileSync(log(), 'utf8')).toContain('ENOENT');
});

it('ends one that ignores SIGTERM by force', async () => {
  let ready: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const child = run(
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6); console.log('ready');",
    () => ready(),
  );
  await started;
  expect(await child.stop(50)).toEqual({ code: null, signal: 'SIGKILL' });
});
