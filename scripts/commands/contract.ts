import { Command } from 'commander';
import { randomInt } from 'node:crypto';
import { MARKS, type Mark } from '../../schemas/mark.ts';
import type { Change } from '../../schemas/generate/changes.ts';
import { strict, type CommandContext } from '../command.ts';
import { CASES } from '../contract/check.ts';
import { changesSince } from '../contract/revision.ts';
import { selectCases } from '../contract/selection.ts';
import { HarnessError } from '../errors.ts';
import { loadTarget } from '../k6/target.ts';
import { runContract } from '../run/contract-run.ts';
import { givenToken } from '../run/given-token.ts';
import { located, seedOf } from '../run/load-request.ts';
import { printResult } from '../run/render.ts';
import { textTable } from '../text-table.ts';
import { collect, ownStandIn, withStandInFlags, type StandInFlags } from '../run/stand-in-flags.ts';

interface CheckFlags extends StandInFlags {
  readonly target?: string;
  readonly json?: boolean;
  readonly gate?: string;
  readonly only?: readonly string[];
  readonly rate?: string;
}

/** Contract checks against a live server: our own stand-in, unless a target is named. */
export async function contract({ argv, signal }: CommandContext): Promise<number> {
  let exitCode = 0;
  const program = strict(new Command('npm run contract --')).description('Contract checks.');
  const check = strict(program.command('check'))
    .description(
      'calls every operation as it should be called and as it should not, and judges answers and the live stream',
    )
    .option('--target <name, file or loopback URL>', 'where; default: a stand-in of its own')
    .option('--only <case, operation or kind>', 'only these; may be repeated', collect)
    .option(
      '--gate <mark>',
      'the mildest mark that fails: D, C, I or U; default: D, and U on our own stand-in',
    )
    .option('--rate <calls a second>', 'at most; default: no bound on this machine, 1 elsewhere')
    .option('--json', 'prints the result as JSON');
  withStandInFlags(check)
    .addHelpText(
      'after',
      [
        '\nOn a host that is not this machine: one call a second; cases that would open more than one conversation are left',
        'out, and what was opened is closed. The seed decides every id and every broken request; it is 1 for our own',
        'stand-in, else drawn, and stands in the result. SCRT_EXPIRED_TOKEN may hold a token that was good once.',
        '\nExamples:\n  npm run contract -- check --only sendMessage --fault lenient',
        '  npm run contract -- check --target my-org.yaml --gate C --rate 0.5',
      ].join('\n'),
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
    seed: checkSeed(flags),
    signal,
    gate: gateOf(flags),
    only: flags.only && selectCases(CASES, flags.only),
    perSecond: rateOf(flags),
    expiredToken: givenToken('SCRT_EXPIRED_TOKEN'),
  });
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(run.result, null, 2)}\n`);
  } else {
    printResult(run.folder, run.result);
  }
  return run.exitCode;
}

/** A server that lives on still has the conversations of a seed that was used once. */
function checkSeed(flags: CheckFlags): number {
  const isDrawn = flags.seed === undefined && flags.target !== undefined;
  return isDrawn ? randomInt(1, 1_000_000_000) : seedOf(flags);
}

function gateOf({ gate }: CheckFlags): Mark | undefined {
  const mark = MARKS.find((each) => each === gate);
  if (gate === undefined || mark !== undefined) return mark;
  throw new HarnessError('usage', `--gate is "${gate}"; it takes ${MARKS.join(', ')}`);
}

function rateOf({ rate }: CheckFlags): number | undefined {
  if (rate === undefined) return undefined;
  const perSecond = /^\d{1,4}(\.\d{1,3})?$/.test(rate) ? Number(rate) : 0;
  if (perSecond > 0) return perSecond;
  throw new HarnessError('usage', `--rate is "${rate}"; it takes calls a second, 0.5 for example`);
}
