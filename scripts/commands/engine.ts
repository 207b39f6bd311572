import { Command } from 'commander';
import { strict, type CommandContext } from '../command.ts';
import { ensureEngine } from '../k6/engine.ts';

/** Builds the engine if needed and prints the binary's path as the last line on stdout. */
export async function engine({ argv, signal }: CommandContext): Promise<number> {
  const command = strict(new Command('npm run engine --'))
    .description('Builds the k6 binary with its two extensions, if its sources changed.')
    .addHelpText(
      'after',
      '\nK6_BINARY=/path/to/k6 uses a binary that already carries both extensions.\nExample: "$(npm run --silent engine)" version',
    );
  command.parse(argv, { from: 'user' });
  process.stdout.write(`${await ensureEngine(signal)}\n`);
  return 0;
}
