import type { Command } from 'commander';

/** What the flags of a command that starts its own stand-in say of it. */
export interface StandInFlags {
  readonly latency?: readonly string[];
  readonly fault?: readonly string[];
  readonly seed?: string;
}

/** Adds the flags that are passed on to a stand-in of our own. */
export function withStandInFlags(command: Command): Command {
  return command
    .option('--latency <operation=distribution>', "delays the stand-in's answers; may be repeated", collect)
    .option('--fault <id[=share][,key=value]>', 'a misbehaviour of the stand-in; may be repeated', collect)
    .option('--seed <number>', 'decides ids, chances and arrivals; default 1');
}

/** The stand-in's own arguments for these flags. */
export function standInArguments({ latency = [], fault = [], seed }: StandInFlags): readonly string[] {
  return [
    ...latency.flatMap((value) => ['--latency', value]),
    ...fault.flatMap((value) => ['--fault', value]),
    ...(seed === undefined ? [] : ['--seed', seed]),
  ];
}

/** A commander option that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
