import { Ajv2020 } from 'ajv/dist/2020.js';
import { Command } from 'commander';
import type { RunResult } from '../../schemas/generated/run-result.ts';
import SCHEMA from '../../schemas/run-result.schema.json' with { type: 'json' };
import { strict, type CommandContext } from '../command.ts';
import { HarnessError } from '../errors.ts';
import { shownPath } from '../run/folder.ts';
import { printResult, writeRenderings } from '../run/render.ts';
import { findRun, readRunFile } from '../run/stored-runs.ts';

/** Renders one stored run again, from its result.json alone. Exits 0: it judges nothing anew. */
export async function report({ argv }: CommandContext): Promise<number> {
  const program = strict(new Command('npm run report --'))
    .description('Renders one run again: the screen, report.html, report.md and junit.xml.')
    .argument('<run>', 'a run folder, its name, or "last"')
    .option('--json', 'prints result.json instead of the screen')
    .addHelpText('after', '\nExample: npm run report -- last');
  program.parse(argv, { from: 'user' });
  const folder = findRun(program.args[0] ?? 'last');
  const result = readRunFile(folder, 'result.json');
  if (result === undefined) {
    throw new HarnessError(
      'no-data',
      `${shownPath(folder)} has no result.json: that run ended before it was judged.`,
    );
  }
  assertResult(folder, result);
  writeRenderings(folder, result);
  if (program.opts<{ readonly json?: boolean }>().json === true)
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else printResult(folder, result);
  return 0;
}

/** @throws HarnessError `config` for a result of another version of this program */
function assertResult(folder: string, result: unknown): asserts result is RunResult {
  const validate = new Ajv2020({ strict: false }).compile(SCHEMA);
  if (validate(result)) return;
  const { instancePath, message } = validate.errors?.[0] ?? {};
  throw new HarnessError(
    'config',
    `${shownPath(folder)}/result.json has another shape than this version writes (${instancePath} ${message}). Run it again, or render it with the version that wrote it.`,
  );
}
