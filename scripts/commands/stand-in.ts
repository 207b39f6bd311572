import { runStandIn } from '../../mocks/main.ts';
import { runPrism } from '../../mocks/prism-cli.ts';
import type { CommandContext } from '../command.ts';

/** The stand-in alone, until it is told to stop. */
export async function standIn({ argv }: CommandContext): Promise<number> {
  return runStandIn(argv);
}

/** The plain Prism CLI on the same document, until it is told to stop. */
export async function prism({ argv }: CommandContext): Promise<number> {
  return runPrism(argv);
}
