import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HarnessError } from '../errors.ts';
import { resultsFolder } from './folder.ts';

/** The folders of all stored runs, oldest first. */
export function storedRuns(): readonly string[] {
  if (!existsSync(resultsFolder())) return [];
  return readdirSync(resultsFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(resultsFolder(), entry.name, 'manifest.json')))
    .map((entry) => join(resultsFolder(), entry.name))
    .sort();
}

/**
 * The folder of a run that is named by its path, by its name, or as `last`.
 *
 * @throws HarnessError `usage` when there is no such run
 */
export function findRun(name: string): string {
  const runs = storedRuns();
  if (name === 'last') {
    const last = runs.at(-1);
    if (last === undefined)
      throw new HarnessError('usage', `there is no run in ${resultsFolder()} yet. "npm start" makes one.`);
    return last;
  }
  const asPath = [resolve(name), join(resultsFolder(), name)].find((path) =>
    existsSync(join(path, 'manifest.json')),
  );
  if (asPath !== undefined) return asPath;
  throw new HarnessError(
    'usage',
    `"${name}" is no run: neither a run folder, nor the name of one in ${resultsFolder()}. "npm run results -- list" shows them`,
  );
}

/** A JSON file of a run, or undefined when the run has none. */
export function readRunFile(folder: string, file: string): unknown {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new HarnessError(
      'config',
      `${path} is no JSON (${(cause as Error).message}). The run cannot be read.`,
      { cause },
    );
  }
}
