import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { strict, type CommandContext } from '../command.ts';
import { readRunFile, storedRuns } from '../run/stored-runs.ts';
import { textTable } from '../text-table.ts';

interface StoredRun {
  readonly run: string;
  readonly verdict: string;
  readonly partial: boolean;
  readonly exitCode: number | null;
}

/** Lists the run folders, or removes all but the newest. */
export async function results({ argv }: CommandContext): Promise<number> {
  const program = strict(new Command('npm run results --')).description('Looks after the folder of runs.');
  strict(program.command('list'))
    .description('every stored run, oldest first')
    .option('--json', 'as JSON')
    .action(({ json = false }: { readonly json?: boolean }) => list(json));
  strict(program.command('prune'))
    .description('removes all but the newest runs, and names what it removed')
    .requiredOption('--keep <number>', 'how many to keep', wholeNumber)
    .action(({ keep }: { readonly keep: number }) => prune(keep));
  program.addHelpText('after', '\nExample: npm run results -- prune --keep 30');
  await program.parseAsync(argv, { from: 'user' });
  return 0;
}

function list(json: boolean): void {
  const runs = storedRuns().map(describe);
  if (json) {
    process.stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
    return;
  }
  const rows = runs.map(({ run, verdict, partial, exitCode }) => [
    run,
    partial ? `${verdict} (partial)` : verdict,
    exitCode === null ? '–' : String(exitCode),
  ]);
  process.stdout.write(`${textTable([['run', 'verdict', 'exit'], ...rows])}\n`);
}

function describe(folder: string): StoredRun {
  const manifest = readRunFile(folder, 'manifest.json') as { readonly exitCode?: number | null } | undefined;
  const result = readable(folder) as { readonly verdict: string; readonly partial: boolean } | undefined;
  return {
    run: basename(folder),
    verdict: result?.verdict ?? 'no result',
    partial: result?.partial ?? true,
    exitCode: manifest?.exitCode ?? null,
  };
}

/** One result that cannot be read must not hide the others. */
function readable(folder: string): unknown {
  try {
    return readRunFile(folder, 'result.json');
  } catch {
    return { verdict: 'unreadable', partial: true };
  }
}

function prune(keep: number): void {
  for (const folder of storedRuns().slice(0, -keep || undefined)) {
    rmSync(folder, { recursive: true });
    process.stdout.write(`${basename(folder)}\n`);
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number.`);
  return Number(text);
}
