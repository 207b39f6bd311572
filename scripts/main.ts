import { CommanderError } from 'commander';
import { EXIT, type RunCommand } from './command.ts';
import { findCommand } from './commands/index.ts';
import { HarnessError } from './errors.ts';
import { withoutSecrets } from './secrets.ts';

/** Aborts on the first request to stop: a signal, the supervisor's message, or its death. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('message', (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'stop' in message) stop();
  });
  process.on('disconnect', stop);
  process.channel?.unref();
  return controller.signal;
}

function exitCodeOf(error: unknown): number {
  // commander has already told the user; 0 is --help and --version.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  if (error instanceof HarnessError) {
    process.stderr.write(`scrt-bench: ${error.message}\n`);
    return error.exitCode;
  }
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`scrt-bench: a defect of the harness: ${withoutSecrets(words)}\n`);
  return EXIT.invalid;
}

async function run(name: string, argv: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    const command: RunCommand = await findCommand(name);
    return await command({ argv, signal });
  } catch (error) {
    // What breaks off because it was told to stop has not failed.
    return signal.aborted ? EXIT.interrupted : exitCodeOf(error);
  }
}

/** The supervisor trusts no exit code but the one that it is told. */
function leave(exitCode: number): void {
  if (process.send === undefined) process.exit(exitCode);
  process.send({ exitCode }, () => process.exit(exitCode));
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => leave(exitCodeOf(error)));
}
const [name = 'help', ...argv] = process.argv.slice(2);
leave(await run(name, argv, stopSignal()));
