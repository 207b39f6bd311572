import { Command } from 'commander';
import { EXIT, strict, type CommandContext } from '../command.ts';
import { say } from '../progress.ts';
import { runContract } from '../run/contract-run.ts';
import { prepareLoad, seedOf, type LoadFlags } from '../run/load-request.ts';
import { runLoad } from '../run/load-run.ts';
import { printResult } from '../run/render.ts';
import { withStandInFlags } from '../run/stand-in-flags.ts';

interface Flags extends LoadFlags {
  readonly keepGoing?: boolean;
}

/**
 * The main job: the contract against a clean stand-in, then the nightly load, the report and the
 * verdict. Latencies and faults apply to the load. The exit code is the worse of the two verdicts.
 */
export async function start({ argv, signal }: CommandContext): Promise<number> {
  const began = performance.now();
  const program = strict(new Command('npm start --'))
    .description('Checks the contract, runs the nightly load, writes the report, exits with the verdict.')
    .option('--profile <name or file>', 'how hard; default: nightly')
    .option('--keep-going', 'runs the load although the contract is broken');
  withStandInFlags(program)
    .addHelpText('after', '\nExample: npm start -- --latency generateAccessTokenForUnauthenticatedUser=900ms')
    .parse(argv, { from: 'user' });
  const flags = program.opts<Flags>();
  const asked = { command: 'start', argv, scenario: 'nightly', flags, signal };
  const request = await prepareLoad(asked);
  const contract = await runContract({
    ...asked,
    target: request.target,
    standIn: cleanStandIn(flags),
    seed: seedOf(flags),
  });
  if (contract.exitCode !== EXIT.pass) {
    printResult(contract.folder, contract.result);
    if (flags.keepGoing !== true || signal.aborted) return contract.exitCode;
  }
  const { folder, result, exitCode } = await runLoad(request);
  printResult(folder, result);
  say(`done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return Math.max(exitCode, contract.exitCode);
}

/** The contract is checked on a stand-in that misbehaves in nothing. */
function cleanStandIn({ seed }: Flags): readonly string[] {
  return seed === undefined ? [] : ['--seed', seed];
}
