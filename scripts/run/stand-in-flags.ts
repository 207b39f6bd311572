import type { Command } from 'commander';
import { StandInError } from '../../mocks/errors.ts';
import { faultLines } from '../../mocks/faults/table.ts';
import { readFlags } from '../../mocks/flags.ts';
import { HarnessError } from '../errors.ts';

/** What the flags of a command that starts its own stand-in say of it. */
export interface StandInFlags {
  readonly latency?: readonly string[];
  readonly fault?: readonly string[];
  readonly seed?: string;
}

const STAND_IN_HELP = [
  '',
  'Distributions: 900ms, uniform:10ms..50ms, exp:20ms, lognormal:50ms/400ms (p50/p99), slow:0.03:700ms (that share)',
  '',
  'Faults:',
  ...faultLines(),
].join('\n');

/** Adds the flags that are passed on to a stand-in of our own. */
export function withStandInFlags(command: Command): Command {
  return command
    .option('--latency <operation=distribution>', "delays the stand-in's answers; may be repeated", collect)
    .option('--fault <id[=share][,key=value]>', 'a misbehaviour of the stand-in; may be repeated', collect)
    .option('--seed <number>', 'decides ids, chances and arrivals; default 1')
    .addHelpText('after', STAND_IN_HELP);
}

/**
 * The stand-in's own arguments for these flags, which it has been asked to read beforehand.
 *
 * @throws HarnessError `usage` for what it would refuse
 */
export function standInArguments({ latency = [], fault = [], seed }: StandInFlags): readonly string[] {
  const args = [
    ...latency.flatMap((value) => ['--latency', value]),
    ...fault.flatMap((value) => ['--fault', value]),
    ...(seed === undefined ? [] : ['--seed', seed]),
  ];
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
  const told = (['latency', 'fault'] as const).find((name) => flags[name] !== undefined);
  if (told === undefined) return undefined;
  throw new HarnessError(
    'usage',
    `--${told} tells a stand-in of our own what to do, and --target "${target}" names another server. Leave one of them out.`,
  );
}

/** A commander option that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
