import { Command, CommanderError, Option } from 'commander';
import { StandInError } from './errors.ts';
import type { FaultPlan } from './faults/catalogue.ts';
import { knownOperation, parseFault } from './faults/parse.ts';
import { faultLines } from './faults/table.ts';
import { parseDistribution, parseDuration, type Distribution } from './latency.ts';
import { DEFAULTS, type StandInOptions } from './server/options.ts';

type Latency = Readonly<Record<string, Distribution>>;

/** What the command line asks for: a stand-in, or only words. */
export type Flags =
  | { readonly kind: 'help' }
  | { readonly kind: 'start'; readonly options: StandInOptions; readonly parentPipe: boolean };

interface Parsed {
  readonly port: number;
  readonly host: string;
  readonly seed: number;
  readonly latency: Latency;
  readonly fault: readonly FaultPlan[];
  readonly pingInterval: number;
  readonly truth?: string;
  readonly parentPipe: boolean;
}

/**
 * Reads the flags; help is written to stdout at once.
 *
 * @throws StandInError `usage`
 */
export function readFlags(argv: readonly string[]): Flags {
  const command = createCommand();
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'help' };
    throw new StandInError('usage', `${error.message.replace(/^error: /, '')} (--help lists the flags)`, {
      cause: error,
    });
  }
  const {
    latency,
    fault,
    pingInterval: pingIntervalMs,
    truth,
    parentPipe,
    ...place
  } = command.opts<Parsed>();
  const options = {
    ...place,
    latency,
    faults: fault,
    pingIntervalMs,
    ...(truth !== undefined && { truthFile: truth }),
  };
  return { kind: 'start', options, parentPipe };
}

function createCommand(): Command {
  return new Command('npm run stand-in --')
    .description('A server that behaves like SCRT for guests. The first line on stdout is its base URL.')
    .option(
      '--port <n>',
      'where to listen; 0 takes a free port',
      wholeNumber('--port', 65_535),
      DEFAULTS.port,
    )
    .option('--host <address>', 'the address to listen on', DEFAULTS.host)
    .option(
      '--seed <n>',
      'of ids, think times, latencies and faults',
      wholeNumber('--seed', 2 ** 32 - 1),
      DEFAULTS.seed,
    )
    .addOption(
      new Option('--latency <operation=distribution>', 'delays an operation; may be repeated')
        .argParser(addLatency)
        .default({}, 'none'),
    )
    .addOption(
      new Option('--fault <id[=share][,key=value…]>', 'misbehaves on purpose; may be repeated')
        .argParser((text, faults: readonly FaultPlan[]) => [...faults, parseFault(text)])
        .default([], 'none'),
    )
    .addOption(
      new Option('--ping-interval <duration>', 'between two pings of a stream')
        .argParser(parsePingInterval)
        .default(DEFAULTS.pingIntervalMs, '10s'),
    )
    .option('--truth <file>', 'where to append what really happened, as NDJSON')
    .addOption(new Option('--parent-pipe', 'stops when stdin ends').default(false).hideHelp())
    .addHelpText('after', ['', 'Faults:', ...faultLines(), ''].join('\n'))
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
}

function addLatency(text: string, known: Latency): Latency {
  const [name = '', ...rest] = text.split('=');
  if (rest.length === 0) {
    throw new StandInError(
      'usage',
      `--latency ${text} has no '='; write OPERATION=DISTRIBUTION, sendMessage=50ms`,
    );
  }
  return { ...known, [knownOperation(name)]: parseDistribution(rest.join('=')) };
}

function parsePingInterval(text: string): number {
  const ms = parseDuration(text);
  if (ms > 0) return ms;
  throw new StandInError('usage', `--ping-interval ${text} is too short; use 10s, for example`);
}

function wholeNumber(flag: string, most: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
    throw new StandInError('usage', `${flag} takes a whole number from 0 to ${most}, not '${text}'`);
  };
}
