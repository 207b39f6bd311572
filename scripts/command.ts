import type { Command } from 'commander';

/** What every command gets. */
export interface CommandContext {
  /** Its arguments, without the command's own name. */
  readonly argv: readonly string[];
  /** Aborts when the user or the parent asks to stop. */
  readonly signal: AbortSignal;
}

/** Runs one command; the exit code, as DESIGN's contract says. */
export type RunCommand = (context: CommandContext) => Promise<number>;

/** Exit codes that are verdicts; errors carry their own. */
export const EXIT = { pass: 0, fail: 1, usage: 2, invalid: 3, interrupted: 130 } as const;

/** Sets a commander command up so that it throws instead of exiting, and suggests near names. */
export function strict(command: Command): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .configureOutput({ outputError: (text, write) => write(`scrt-bench: ${text.replace(/^error: /, '')}`) });
}
