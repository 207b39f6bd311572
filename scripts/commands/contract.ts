import { Command } from 'commander';
import type { Change } from '../../schemas/generate/changes.ts';
import { strict, type CommandContext } from '../command.ts';
import { changesSince } from '../contract/revision.ts';
import { loadTarget } from '../k6/target.ts';
import { runContract } from '../run/contract-run.ts';
import { located, seedOf } from '../run/load-request.ts';
import { printResult } from '../run/render.ts';
import { textTable } from '../text-table.ts';
import { ownStandIn, withStandInFlags, type StandInFlags } from '../run/stand-in-flags.ts';

interface CheckFlags extends StandInFlags {
  readonly target?: string;
  readonly json?: boolean;
}

/** Contract checks against a live server: our own stand-in, unless a target is named. */
export async function contract({ argv, signal }: CommandContext): Promise<number> {
  let exitCode = 0;
  const program = strict(new Command('npm run contract --')).description('Contract checks.');
  const check = strict(program.command('check'))
    .description(
      'goes through the life of a guest and its conversation, tries what is to be refused, and judges the live stream',
    )
    .option('--target <name, file or loopback URL>', 'where; default: a stand-in of its own')
    .option('--json', 'prints the result as JSON');
  withStandInFlags(check)
    .addHelpText(
      'after',
      '\nOn a host that is not ours: one call a second, and only documented rules (D) fail it.',
    )
    .action(async (flags: CheckFlags) => {
      exitCode = await checkTarget(flags, { argv, signal });
    });
  strict(program.command('diff'))
    .description('what changed in the description since a revision of git, and what that breaks')
    .argument('<revision>', 'a commit, branch or tag')
    .option('--json', 'prints the changes as JSON')
    .addHelpText(
      'after',
      '\nbreaking: what was right is so no longer; stricter: a server that passed may fail; compatible: the rest.' +
        '\nExits 0 whatever has changed.\n\nExample:\n  npm run contract -- diff main',
    )
    .action((revision: string, flags: { readonly json?: boolean }) => {
      const changes = changesSince(revision);
      process.stdout.write(
        `${flags.json === true ? JSON.stringify(changes, null, 2) : changeTable(changes)}\n`,
      );
    });
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}

function changeTable(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing that the description says has changed.';
  const head = ['effect', 'kind', 'where', 'before', 'after'];
  const rows = changes.map(({ effect, kind, id, before = '–', after = '–' }) => [
    effect,
    kind,
    id,
    before,
    after,
  ]);
  return textTable([head, ...rows]);
}

async function checkTarget(flags: CheckFlags, { argv, signal }: CommandContext): Promise<number> {
  const target = loadTarget(flags.target ?? 'stand-in');
  if (flags.target !== undefined) located(target);
  const run = await runContract({
    command: 'contract',
    argv,
    target,
    standIn: ownStandIn(flags),
    seed: seedOf(flags),
    signal,
  });
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(run.result, null, 2)}\n`);
  } else {
    printResult(run.folder, run.result);
  }
  return run.exitCode;
}
