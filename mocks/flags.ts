import { Command, CommanderError, Option } from 'commander';
import { agentNames, readStaff } from './agents/staff.ts';
import { parseCapacity, type CapacityPlan } from './capacity/parse.ts';
import { StandInError } from './errors.ts';
import type { FaultPlan } from './faults/catalogue.ts';
import { parseFault, parseLatency } from './faults/parse.ts';
import { faultLines, windowText } from './faults/table.ts';
import { readTimeline } from './faults/timeline.ts';
import { readKeySet } from './identity-keys.ts';
import { parseDuration } from './latency.ts';
import type { Staff } from './machine/agent.ts';
import type { PrechatContext } from './machine/deployment.ts';
import type { KeySet } from './machine/identity.ts';
import { DEFAULTS, type StandInOptions } from './server/options.ts';
import { tlsOf, type TlsFlags, type TlsPlan } from './tls-flags.ts';

/** What the command line asks for: a stand-in, or only words. */
export type Flags =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'start';
      readonly options: StandInOptions;
      readonly tls: TlsPlan;
      readonly parentPipe: boolean;
    };

interface Parsed extends TlsFlags {
  readonly port: number;
  readonly host: string;
  readonly controlPort?: number;
  readonly seed: number;
  readonly agent?: Staff;
  readonly latency: readonly FaultPlan[];
  readonly fault: readonly FaultPlan[];
  readonly faults: readonly FaultPlan[];
  readonly capacity?: CapacityPlan;
  readonly limits: boolean;
  readonly prechat?: PrechatContext;
  readonly identityKeys?: KeySet;
  readonly tokenLifetime?: number;
  readonly requireAuthorization: boolean;
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
    const hint =
      error.code === 'commander.excessArguments'
        ? '; flags of npm scripts go behind --: npm run stand-in -- --port 4060'
        : '';
    throw new StandInError(
      'usage',
      `${error.message.replace(/^error: /, '')}${hint} (--help lists the flags)`,
      {
        cause: error,
      },
    );
  }
  const parsed = command.opts<Parsed>();
  return { kind: 'start', options: optionsOf(parsed), tls: tlsOf(parsed), parentPipe: parsed.parentPipe };
}

/** Every flag: as it is written, what it says, and what holds without it. */
export function flagRows(): readonly (readonly [flag: string, says: string, otherwise: string])[] {
  return createCommand()
    .options.filter(({ hidden }) => !hidden)
    .map(({ flags, description, defaultValue, defaultValueDescription }) => [
      flags,
      description,
      defaultValueDescription ??
        (defaultValue === undefined || defaultValue === false ? '' : String(defaultValue)),
    ]);
}

function optionsOf(parsed: Parsed): StandInOptions {
  const { agent, latency, fault, faults, limits, tokenLifetime, pingInterval, truth } = parsed;
  const { port, host, controlPort, seed, capacity, prechat, identityKeys, requireAuthorization } = parsed;
  return {
    port,
    host,
    seed,
    requireAuthorization,
    faults: [...latency, ...faults, ...fault],
    hasLimits: limits,
    pingIntervalMs: pingInterval,
    ...(controlPort !== undefined && { controlPort }),
    ...(agent !== undefined && { staff: agent }),
    ...(capacity !== undefined && { capacity }),
    ...(prechat !== undefined && { prechat }),
    ...(identityKeys !== undefined && { identityKeys }),
    ...(tokenLifetime !== undefined && { tokenLifetimeSeconds: tokenLifetime / 1000 }),
    ...(truth !== undefined && { truthFile: truth }),
  };
}

function createCommand(): Command {
  const command = new Command('npm run stand-in --')
    .description('A server that behaves like SCRT for guests. The first line on stdout is its base URL.')
    .addOption(new Option('--parent-pipe', 'stops when stdin ends').default(false).hideHelp())
    .addHelpText('after', ['', `Agents: ${agentNames().join(', ')}`, '', ...FAULT_HELP, ''].join('\n'))
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  for (const option of [...placeOptions(), ...behaviourOptions(), ...faultOptions()])
    command.addOption(option);
  return command;
}

const FAULT_HELP = [`Faults, each also with at and for (${windowText()}):`, ...faultLines()];

function placeOptions(): readonly Option[] {
  return [
    new Option('--port <n>', 'where to listen; 0 takes a free port')
      .argParser(wholeNumber('--port', 65_535))
      .default(DEFAULTS.port),
    new Option('--host <address>', 'the address to listen on').default(DEFAULTS.host),
    new Option(
      '--control-port <n>',
      'changes faults at run time, from this machine only; 0 takes a free port',
    ).argParser(wholeNumber('--control-port', 65_535)),
    new Option(
      '--tls',
      'HTTPS with a certificate that is made at the start, for localhost and --host',
    ).default(false),
    new Option(
      '--tls-save <file>',
      'where the made certificate is written, for clients to trust; implies --tls',
    ),
    new Option('--tls-cert <file>', 'HTTPS with this certificate (PEM)'),
    new Option('--tls-key <file>', 'its key (PEM)'),
    new Option('--truth <file>', 'where to append what really happened, as NDJSON'),
  ];
}

function behaviourOptions(): readonly Option[] {
  return [
    new Option('--seed <n>', 'of ids, think times, latencies and faults')
      .argParser(wholeNumber('--seed', 2 ** 32 - 1))
      .default(DEFAULTS.seed),
    new Option('--agent <name or file>', `who answers guests; without it ${DEFAULTS.agent}`).argParser(
      readStaff,
    ),
    new Option('--prechat <when>', 'a form in the token answer, for each conversation or session')
      .choices(['conversation', 'session'])
      .argParser((text) => choice(text)),
    new Option(
      '--limits',
      'the documented limits hold: 200 tokens and 200 renewals a minute, 3 starts of a page in 30 s, 22 messages a minute',
    ).default(false),
    new Option(
      '--capacity <queue>',
      'servers=N,service=DISTRIBUTION[,operation=OPERATION][,queue=N]',
    ).argParser(parseCapacity),
    new Option('--identity-keys <file>', "public keys of customers' identity tokens (JWKS)").argParser(
      readKeySet,
    ),
    new Option(
      '--token-lifetime <duration>',
      'of every token; without it 1h, 6h for verified customers',
    ).argParser(duration('--token-lifetime', 1000)),
    new Option('--require-authorization', 'the guest token call needs a header Authorization').default(false),
    new Option('--ping-interval <duration>', 'between two pings of a stream')
      .argParser(duration('--ping-interval', 1))
      .default(DEFAULTS.pingIntervalMs, '10s'),
  ];
}

function faultOptions(): readonly Option[] {
  return [
    new Option('--latency <operation=distribution>', 'delays an operation; may be repeated')
      .argParser((text, known: readonly FaultPlan[]) => [...known, parseLatency(text)])
      .default([], 'none'),
    new Option('--fault <id[=share][,key=value…]>', 'misbehaves on purpose; may be repeated')
      .argParser((text, known: readonly FaultPlan[]) => [...known, parseFault(text)])
      .default([], 'none'),
    new Option('--faults <file>', 'faults with a timeline: "always" or "at 30s for 5s" → faults (YAML)')
      .argParser((path, known: readonly FaultPlan[]) => [...known, ...readTimeline(path)])
      .default([], 'none'),
  ];
}

function choice(text: string): PrechatContext {
  const known: Readonly<Record<string, PrechatContext>> = {
    conversation: 'Conversation',
    session: 'Session',
  };
  const found = Object.hasOwn(known, text) ? known[text] : undefined;
  if (found !== undefined) return found;
  throw new StandInError('usage', `--prechat takes conversation or session, not '${text}'`);
}

function duration(flag: string, leastMs: number): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms >= leastMs && ms <= 2 ** 31 - 1) return ms;
    throw new StandInError('usage', `${flag} ${text} is too short or too long; use ${leastMs} ms to 24 days`);
  };
}

function wholeNumber(flag: string, most: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
    throw new StandInError('usage', `${flag} takes a whole number from 0 to ${most}, not '${text}'`);
  };
}
