import { resolve } from 'node:path';
import { Command } from 'commander';
import { strict, type CommandContext } from '../command.ts';
import { writeApiPage } from '../docs/api-page.ts';
import { ROOT } from '../paths.ts';

interface Flags {
  readonly out: string;
}

/** Makes the readable page of the API; its path is printed. */
export function docs({ argv }: CommandContext): Promise<number> {
  const program = strict(new Command('npm run docs --'))
    .description('Makes a page of the API from its description: one HTML file that needs no network.')
    .option('--out <file>', 'where it goes', resolve(ROOT, 'docs', 'api.html'))
    .parse(argv, { from: 'user' });
  const { out } = program.opts<Flags>();
  const path = resolve(out);
  writeApiPage(path);
  process.stdout.write(`${path}\n`);
  return Promise.resolve(0);
}
