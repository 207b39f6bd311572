import { StandInError } from './errors.ts';
import { readFlags } from './flags.ts';
import { startStandIn } from './server/stand-in.ts';
import { listenForStop } from './stop-signal.ts';
import { certificateOf } from './tls-flags.ts';

/**
 * The stand-in's command: prints the base URL, and serves until SIGTERM, SIGINT or, with
 * `--parent-pipe`, the end of stdin.
 *
 * @returns the exit code: 0 after an orderly stop, 2 for wrong use, 3 for a failure of our own
 */
export async function runStandIn(argv: readonly string[]): Promise<number> {
  try {
    const flags = readFlags(argv);
    if (flags.kind === 'help') return 0;
    using stop = listenForStop(flags);
    const tls = await certificateOf(flags.tls, flags.options.host ?? '');
    await using standIn = await startStandIn({
      ...flags.options,
      ...(tls !== undefined && { tls }),
      onDefect: (text) => process.stderr.write(`stand-in: ${text}\n`),
    });
    process.stdout.write(`${standIn.baseUrl}\n`);
    if (standIn.controlUrl !== undefined) process.stdout.write(`control ${standIn.controlUrl}\n`);
    await stop.reason;
    return 0;
  } catch (error) {
    if (!(error instanceof StandInError)) throw error;
    process.stderr.write(`stand-in: ${error.message}\n`);
    return error.exitCode;
  }
}
