import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../schemas/generated/run-result.ts';
import { EXIT } from '../command.ts';
import { renderHtml } from '../reporters/html/report.ts';
import { renderJson } from '../reporters/json.ts';
import { renderJunit } from '../reporters/junit.ts';
import { renderMarkdown } from '../reporters/markdown.ts';
import { renderTerminal } from '../reporters/terminal.ts';
import { shownPath } from './folder.ts';

/** Writes a result and every rendering of it into its run's folder. */
export function writeResult(folder: string, result: RunResult): void {
  writeRenderings(folder, result);
  // Last, and whole or not at all: where a result is, everything is.
  const path = join(folder, 'result.json');
  writeFileSync(`${path}.new`, renderJson(result));
  renameSync(`${path}.new`, path);
}

/** Writes the renderings of a result that is already there. */
export function writeRenderings(folder: string, result: RunResult): void {
  writeFileSync(join(folder, 'report.html'), renderHtml(result));
  writeFileSync(join(folder, 'report.md'), renderMarkdown(result));
  writeFileSync(join(folder, 'junit.xml'), renderJunit(result));
}

/** Prints a result as a person reads it, and where its report is. */
export function printResult(folder: string, result: RunResult): void {
  const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  process.stdout.write(renderTerminal(result, { color }));
  process.stdout.write(`\nreport  ${shownPath(join(folder, 'report.html'))}\n`);
}

/** The exit code that a verdict asks for. */
export function exitCodeOf({ verdict }: RunResult): number {
  return EXIT[verdict];
}
