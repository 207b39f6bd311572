import type { Command } from 'commander';
import { StandInError } from '../../mocks/errors.ts';
import { faultLines, windowText } from '../../mocks/faults/table.ts';
import { readFlags } from '../../mocks/flags.ts';
import { HarnessError } from '../errors.ts';

/** What the flags of a command that starts its own stand-in say of it. */
export interface StandInFlags {
  readonly latency?: readonly string[];
  readonly fault?: readonly string[];
  readonly faults?: readonly string[];
  readonly capacity?: string;
  readonly limits?: boolean;
  readonly agent?: string;
  readonly seed?: string;
}

/** The flags that say something of a stand-in of ours, and of nothing else. */
const NAMES = ['latency', 'fault', 'faults', 'capacity', 'limits', 'agent'] as const;

const STAND_IN_HELP = [
  '',
  'Distributions: 900ms, uniform:10ms..50ms, exp:20ms, lognormal:50ms/400ms (p50/p99), slow:0.03:700ms (that share)',
  '',
  `Faults, each also with at and for (${windowText()}):`,
  ...faultLines(),
].join('\n');

/** Adds the flags that are passed on to a stand-in of our own. */
export function withStandInFlags(command: Command): Command {
  return command
    .option('--latency <operation=distribution>', "delays the stand-in's answers; may be repeated", collect)
    .option('--fault <id[=share][,key=value]>', 'a misbehaviour of the stand-in; may be repeated', collect)
    .option('--faults <file>', 'misbehaviours with a timeline (YAML); may be repeated', collect)
    .option('--capacity <queue>', 'lets the stand-in queue: servers=4,service=exp:20ms, for example')
    .option('--limits', 'the documented limits hold')
    .option('--agent <name or file>', 'who answers guests, see npm run stand-in -- --help')
    .option('--seed <number>', 'decides ids, chances and arrivals; default 1')
    .addHelpText('after', STAND_IN_HELP);
}

/**
 * The stand-in's own arguments for these flags, which it has been asked to read beforehand.
 *
 * @throws HarnessError `usage` for what it would refuse
 */
export function standInArguments(flags: StandInFlags): readonly string[] {
  const args = [...NAMES, 'seed' as const].flatMap((name) => argumentsOf(name, flags[name]));
  try {
    readFlags(args);
  } catch (cause) {
    if (cause instanceof StandInError) throw new HarnessError('usage', cause.message, { cause });
    throw cause;
  }
  return args;
}

/** The stand-in's arguments, or none when a target is named: then there is no stand-in to be told anything. */
export function ownStandIn({
  target,
  ...flags
}: StandInFlags & { readonly target?: string }): readonly string[] | undefined {
  if (target === undefined) return standInArguments(flags);
  const told = NAMES.find((name) => flags[name] !== undefined);
  if (told === undefined) return undefined;
  throw new HarnessError(
    'usage',
    `--${told} tells a stand-in of our own what to do, and --target "${target}" names another server. Leave one of them out.`,
  );
}

function argumentsOf(
  name: string,
  value: boolean | string | readonly string[] | undefined,
): readonly string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [`--${name}`];
  return [value].flat().flatMap((each) => [`--${name}`, each]);
}

/** A commander option that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
