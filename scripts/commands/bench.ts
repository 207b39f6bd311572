import { Command, InvalidArgumentError } from 'commander';
import { benchEngine, type EngineBenchResult } from '../bench/engine-bench.ts';
import { machineLines } from '../bench/machine.ts';
import { ENGINE_PARTS, type EnginePart } from '../bench/parts.ts';
import { partTable } from '../bench/table.ts';
import { EXIT, strict, type CommandContext } from '../command.ts';
import { unknownName } from '../k6/find-named.ts';

interface EngineFlags {
  readonly only?: readonly EnginePart[];
  readonly repeat?: number;
  readonly quick?: boolean;
  readonly json?: boolean;
}

const PARTS = Object.keys(ENGINE_PARTS) as readonly EnginePart[];
const DEFAULT_ROUNDS = 5;
const BENCHES = { engine: 'the engine beside plain clients in Go, and beside k6 without our output' };

const HELP = `
Without a name it runs all of them, which takes half an hour; npm run bench -- engine --help names parts and flags.
Prints what it measured and judges nothing; docs/bench.md says how.`;

const ENGINE_HELP = `
Parts:
  idle    memory of clients that hold up to 18,000 silent streams (8 minutes)
  events  CPU time and latency at 1,000 streams with 10 events a second each (6 minutes)
  output  requests of a closed loop, with our output and without any (2 minutes)
  memory  over time, with our output and with k6's own summary (5 minutes)

Examples:
  npm run bench -- engine --quick
  npm run bench -- engine --only events --repeat 9
  K6_BINARY=/path/to/another/k6 npm run bench -- engine --only events`;

/** The project's own speed beside its peers'. */
export async function bench({ argv, signal }: CommandContext): Promise<number> {
  let exitCode: number = EXIT.pass;
  const program = strict(new Command('npm run bench --'))
    .description("Measures the project's own speed, side by side with peers, on this machine.")
    .argument('[bench]', 'which; default: all')
    .addHelpText('after', HELP)
    .action(async (name?: string) => {
      if (name !== undefined) throw unknownName('bench', name, Object.keys(BENCHES));
      process.stderr.write(`benches: ${Object.keys(BENCHES).join(', ')}; running all\n`);
      exitCode = await runEngineBench({}, signal);
    });
  withEngineFlags(strict(program.command('engine'))).action(async (flags: EngineFlags) => {
    exitCode = await runEngineBench(flags, signal);
  });
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}

function withEngineFlags(command: Command): Command {
  return command
    .description(BENCHES.engine)
    .option('--only <parts>', 'some parts, with commas between; default: all', partsOf)
    .option('--repeat <number>', `rounds of what is repeated; default: ${DEFAULT_ROUNDS}`, roundsOf)
    .option(
      '--quick',
      'one round unless --repeat says more, short and small: to see that it works, not to compare',
    )
    .option('--json', 'prints the data instead of tables')
    .addHelpText('after', ENGINE_HELP);
}

async function runEngineBench(flags: EngineFlags, signal: AbortSignal): Promise<number> {
  const { quick = false } = flags;
  const rounds = flags.repeat ?? (quick ? 1 : DEFAULT_ROUNDS);
  const result = await benchEngine({ parts: flags.only ?? PARTS, rounds, quick }, signal);
  process.stdout.write(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : screenOf(result));
  const complete = result.parts.every(({ rows }) => rows.every((row) => 'values' in row));
  return complete ? EXIT.pass : EXIT.invalid;
}

function screenOf({ machine, quick, parts }: EngineBenchResult): string {
  const head = [
    ...machineLines(machine),
    ...(quick ? ['A quick one: too short and too small to compare.'] : []),
  ];
  return `${[head.join('\n'), ...parts.map(partTable)].join('\n\n')}\n`;
}

function partsOf(text: string): readonly EnginePart[] {
  const asked: readonly string[] = text.split(',').map((name) => name.trim());
  const unknown = asked.find((name) => !Object.hasOwn(ENGINE_PARTS, name));
  if (unknown !== undefined) throw unknownName('part', unknown, PARTS);
  return PARTS.filter((name) => asked.includes(name));
}

function roundsOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number from 1.`);
  return Number(text);
}
