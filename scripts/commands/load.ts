import { Command } from 'commander';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import { strict, type CommandContext } from '../command.ts';
import { listProfiles } from '../k6/profile.ts';
import { operationsOf, writes } from '../k6/scenario.ts';
import { listTargets } from '../k6/target.ts';
import { prepareLoad, type LoadFlags } from '../run/load-request.ts';
import { runLoad } from '../run/load-run.ts';
import { printResult } from '../run/render.ts';
import { collect, withStandInFlags } from '../run/stand-in-flags.ts';
import { textTable } from '../text-table.ts';

interface Flags extends LoadFlags {
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  npm run load -- list
  npm run load -- conversation --profile smoke
  npm run load -- nightly --fault lost=0.01 --seed 7
  npm run load -- nightly --target http://127.0.0.1:4010`;

/** One load run, or the list of what there is. */
export async function load({ argv, signal }: CommandContext): Promise<number> {
  const program = strict(new Command('npm run load --'))
    .description('One load run: a scenario (what) with a profile (how hard) against a target (where).')
    .argument('<scenario>', 'a scenario, or "list"')
    .option('--profile <name or file>', 'how hard; default: nightly')
    .option('--target <name, file or loopback URL>', 'where; default: a stand-in of its own')
    .option('--slo <file>', 'objectives instead of the default ones; may be repeated', collect)
    .option('--out <k6 output>', "one of k6's own outputs beside ours; may be repeated", collect)
    .option('--json', 'prints the result, or the list, as JSON');
  withStandInFlags(program).addHelpText('after', EXAMPLES).parse(argv, { from: 'user' });
  const flags = program.opts<Flags>();
  const scenario = program.args[0] ?? '';
  if (scenario === 'list') return list(flags.json === true);
  const request = await prepareLoad({ command: 'load', argv, scenario, flags, signal });
  const { folder, result, exitCode } = await runLoad(request);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else printResult(folder, result);
  return exitCode;
}

function list(json: boolean): number {
  const scenarios = SCENARIOS.map((scenario) => ({
    name: scenario.name,
    purpose: scenario.purpose,
    phases: scenario.phases,
    operations: [...new Set(Object.values(operationsOf(scenario)).flat())],
    writes: writes(scenario),
  }));
  const all = { scenarios, profiles: listProfiles(), targets: listTargets() };
  if (json) {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return 0;
  }
  const rows = scenarios.map((each) => [
    each.name,
    each.phases.join(', '),
    each.writes ? 'yes' : 'no',
    each.purpose,
  ]);
  process.stdout.write(`${textTable([['scenario', 'phases', 'writes', 'purpose'], ...rows])}\n\n`);
  process.stdout.write(`profiles  ${all.profiles.join(', ')}\ntargets   ${all.targets.join(', ')}\n`);
  return 0;
}
