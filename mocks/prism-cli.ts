import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { Command, CommanderError } from 'commander';
import { DOCUMENT_PATH } from './prism/document.ts';
import { listenForStop } from './stop-signal.ts';

const DEFAULT_PORT = '4010';
const LISTENING = /listening on (http:\/\/\S+)/i;

/** Scarf counts installations of Prism; nothing of ours phones home. */
const PRIVATE = { SCARF_ANALYTICS: 'false', DO_NOT_TRACK: '1' } as const;

/**
 * Serves the description by the plain Prism CLI on loopback, until it is told to stop. The first line
 * on stdout is the base URL; what Prism says goes to stderr.
 *
 * @returns the exit code: 0 after an orderly stop, 2 for wrong flags, 3 when Prism ends by itself
 */
export async function runPrism(argv: readonly string[]): Promise<number> {
  const port = readPort(argv);
  if (typeof port === 'number') return port;
  if (await isBusy(Number(port))) {
    process.stderr.write(
      `prism: port ${port} on 127.0.0.1 is busy; stop what listens there, or use --port N\n`,
    );
    return 2;
  }
  using stop = listenForStop();
  const entry = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
  const child = spawn(
    process.execPath,
    [entry, 'mock', DOCUMENT_PATH, '--host', '127.0.0.1', '--port', port],
    {
      env: { ...process.env, ...PRIVATE },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  announce(child.stdout);
  const first = await Promise.race([stop.reason, ended.then(() => undefined)]);
  if (first !== undefined) {
    child.kill('SIGTERM');
    await ended;
    return 0;
  }
  process.stderr.write('prism: it ended by itself; its last words are above\n');
  return 3;
}

function announce(output: NodeJS.ReadableStream): void {
  let isAnnounced = false;
  createInterface({ input: output }).on('line', (line) => {
    const url = LISTENING.exec(line)?.[1];
    if (!isAnnounced && url !== undefined) {
      isAnnounced = true;
      process.stdout.write(`${url}\n`);
    }
    process.stderr.write(`${line}\n`);
  });
}

/** Prism itself says only that it failed, and leaves with 1. */
async function isBusy(port: number): Promise<boolean> {
  const probe = createServer().listen({ port, host: '127.0.0.1' });
  try {
    await once(probe, 'listening');
    return false;
  } catch {
    return true;
  } finally {
    probe.close();
  }
}

/** The port as text, or the exit code that the flags call for. */
function readPort(argv: readonly string[]): string | number {
  const command = new Command('prism')
    .description('The plain Prism CLI on the same description. The first line on stdout is the base URL.')
    .option('--port <n>', 'where to listen on loopback', DEFAULT_PORT)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  const { port } = command.opts<{ readonly port: string }>();
  if (/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) <= 65_535) return port;
  process.stderr.write(`prism: --port takes a whole number from 1 to 65535, not '${port}'\n`);
  return 2;
}
