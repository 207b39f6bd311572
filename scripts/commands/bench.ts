import { Command, InvalidArgumentError } from 'commander';
import { machineLines } from '../bench/machine.ts';
import { BENCHES, partsOf, type BenchKind, type BenchName } from '../bench/parts.ts';
import { runBench, type BenchResult } from '../bench/run-bench.ts';
import { partTable } from '../bench/table.ts';
import { EXIT, strict, type CommandContext } from '../command.ts';
import { unknownName } from '../k6/find-named.ts';

interface Flags {
  readonly only?: string;
  readonly repeat?: number;
  readonly quick?: boolean;
  readonly json?: boolean;
}

const NAMES = Object.keys(BENCHES) as readonly BenchName[];
const DEFAULT_ROUNDS = 5;

const HELP = `
Without a name it runs all of them, which takes three quarters of an hour; npm run bench -- engine --help names parts
and flags.
Prints what it measured and judges nothing; docs/bench.md says how.`;

const EXAMPLES: Readonly<Record<BenchName, string>> = {
  engine: `
Parts:
  idle    memory of clients that hold up to 18,000 silent streams (8 minutes)
  events  CPU time and latency at 1,000 streams with 10 events a second each (6 minutes)
  output  requests of a closed loop, with our output and without any (2 minutes)
  memory  over time, with our output and with k6's own summary (5 minutes)

Examples:
  npm run bench -- engine --quick
  npm run bench -- engine --only events --repeat 9
  K6_BINARY=/path/to/another/k6 npm run bench -- engine --only events`,
  validators: `
Example:
  npm run bench -- validators --repeat 9`,
  'stand-in': `
Parts:
  tokens   guest tokens of a closed loop, beside the Prism CLI on the same description (3 minutes)
  streams  memory of open streams, beside a bare server in Node (4 minutes)
  fanout   CPU time of 10,000 events a second to 1,000 streams, beside the same (6 minutes)
  soak     memory over 20 minutes of mixed load; runs only when --only names it

Examples:
  npm run bench -- stand-in --repeat 3
  npm run bench -- stand-in --only soak`,
};

/** The project's own speed beside its peers'. */
export async function bench({ argv, signal }: CommandContext): Promise<number> {
  const exitCodes: number[] = [];
  const run = async (name: BenchName, flags: Flags) =>
    exitCodes.push(await measure(BENCHES[name], flags, signal));
  const program = strict(new Command('npm run bench --'))
    .description("Measures the project's own speed, side by side with peers, on this machine.")
    .argument('[bench]', 'which; default: all')
    .addHelpText('after', HELP)
    .action(async (name?: string) => {
      if (name !== undefined) throw unknownName('bench', name, NAMES);
      process.stderr.write(`benches: ${NAMES.join(', ')}; running all\n`);
      for (const each of NAMES) await run(each, {});
    });
  for (const name of NAMES)
    withFlags(strict(program.command(name)), name).action(
      async (flags: Flags) => void (await run(name, flags)),
    );
  await program.parseAsync(argv, { from: 'user' });
  return Math.max(EXIT.pass, ...exitCodes);
}

function withFlags(command: Command, name: BenchName): Command {
  return command
    .description(BENCHES[name].does)
    .option('--only <parts>', 'some parts, with commas between; default: all')
    .option('--repeat <number>', `rounds of what is repeated; default: ${DEFAULT_ROUNDS}`, roundsOf)
    .option(
      '--quick',
      'one round unless --repeat says more, short and small: to see that it works, not to compare',
    )
    .option('--json', 'prints the data instead of tables')
    .addHelpText('after', EXAMPLES[name]);
}

async function measure(kind: BenchKind, flags: Flags, signal: AbortSignal): Promise<number> {
  const { quick = false } = flags;
  const rounds = flags.repeat ?? (quick ? 1 : DEFAULT_ROUNDS);
  const result = await runBench({ kind, parts: partsOf(kind, flags.only), rounds, quick }, signal);
  process.stdout.write(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : screenOf(result));
  const complete = result.parts.every(({ rows }) => rows.every((row) => 'values' in row));
  return complete ? EXIT.pass : EXIT.invalid;
}

function screenOf({ machine, quick, parts }: BenchResult): string {
  const head = [
    ...machineLines(machine),
    ...(quick ? ['A quick one: too short and too small to compare.'] : []),
  ];
  return `${[head.join('\n'), ...parts.map(partTable)].join('\n\n')}\n`;
}

function roundsOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number from 1.`);
  return Number(text);
}
