import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';
import type { Manifest } from './manifest.ts';

/** Where runs are kept, unless SCRT_RESULTS says otherwise. */
export function resultsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['SCRT_RESULTS'] ?? join(ROOT, 'results');
}

/** What names a run's folder. */
export interface RunName {
  readonly startedAt: Date;
  readonly scenario: string;
  readonly profile: string;
  readonly target: string;
}

/**
 * Makes the folder of a run, `<UTC time>_<scenario>_<profile>_<target>`; a second run within one
 * second gets a number behind it.
 *
 * @throws HarnessError `config` when the results folder cannot be written
 */
export function createRunFolder(name: RunName): string {
  const time = name.startedAt.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const base = [time, name.scenario, name.profile, name.target].map(fileSafe).join('_');
  try {
    mkdirSync(resultsFolder(), { recursive: true });
    return makeFirstFree(base);
  } catch (cause) {
    throw new HarnessError(
      'config',
      `the results folder ${resultsFolder()} cannot be written (${(cause as Error).message}). Make it writable, or set SCRT_RESULTS to a folder that is.`,
      { cause },
    );
  }
}

function makeFirstFree(base: string): string {
  for (let number = 1; ; number++) {
    const folder = join(resultsFolder(), number === 1 ? base : `${base}-${number}`);
    try {
      mkdirSync(folder);
      mkdirSync(join(folder, 'metrics'));
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Writes the manifest so that a reader finds the old one or the new one, never half of one. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, 'manifest.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** A path as a person in the checkout would type it. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

function fileSafe(part: string): string {
  return part.replace(/[^A-Za-z0-9.-]+/g, '-');
}
