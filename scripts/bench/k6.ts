import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGINE_ENVIRONMENT } from '../k6/engine-arguments.ts';
import { startChild, type Child } from '../process/child.ts';
import type { Bench } from './bench.ts';

/** One start of k6 with a script of the bench. */
export interface K6Run {
  readonly script: URL;
  /** What the script reads, as JSON. */
  readonly plan: unknown;
  /** What becomes of the samples; default: nothing, and nothing is summed up. */
  readonly flags?: readonly string[];
}

/** A running k6. */
export interface K6 extends Child {
  /** What the script has printed, as lines. */
  console(): readonly string[];
  /** The last line that k6 itself has said; for people. */
  lastWords(): string;
}

/** As a load run has it (scripts/k6/engine-run.ts), less the output. */
export const WITHOUT_SUMMARY = ['--summary-mode=disabled', '--no-thresholds'];

const ALWAYS = ['run', '--quiet', '--no-color', '--no-usage-report', '--address=', '--log-format=raw'];

/** Starts the engine with nothing of the caller's own k6 settings. */
export function startK6(bench: Bench, run: K6Run): K6 {
  const folder = mkdtempSync(join(bench.folder, 'k6-'));
  const file = (name: string, text = '') => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [logFile, consoleFile] = [file('k6.log'), file('console.log')];
  const files = [`--config=${file('config.json', '{}')}`, `--console-output=${consoleFile}`];
  const child = startChild({
    command: bench.engine,
    args: [...ALWAYS, ...files, ...(run.flags ?? WITHOUT_SUMMARY), fileURLToPath(run.script)],
    env: {
      ...ENGINE_ENVIRONMENT,
      SCRT_PARENT_PIPE: '1',
      BENCH_PLAN: JSON.stringify(run.plan),
    },
    dropEnv: (name) => /^(K6|HDRLOG)_/.test(name),
    logFile,
  });
  const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').filter(Boolean);
  // A stack follows the words of an error.
  const words = () => linesOf(logFile).findLast((line) => !/^\s/.test(line)) ?? 'it said nothing';
  return { ...child, console: () => linesOf(consoleFile), lastWords: words };
}
