import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { DataSource } from '../../mocks/data/documents.ts';
import { HarnessError } from '../errors.ts';
import { nearestName } from '../../mocks/nearest.ts';
import { ROOT } from '../paths.ts';

/** A kind of data that can be named, or given as a file. */
export interface NamedData {
  /** What a message calls it. */
  readonly kind: string;
  /** Its folder in the checkout. */
  readonly folder: string;
}

/** The names that there are, in order. */
export function namesOf({ folder }: NamedData): readonly string[] {
  return readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * Reads the data of that name, or the file when the name looks like one (it has a slash, or ends as YAML or JSON do).
 *
 * @throws HarnessError `usage` with the nearest name, or `config` for a file that cannot be read
 */
export function readNamed(data: NamedData, nameOrFile: string): DataSource & { readonly name: string } {
  if (/[/\\]|\.(ya?ml|json)$/.test(nameOrFile)) return { ...readSource(data, nameOrFile), name: nameOrFile };
  const names = namesOf(data);
  if (!names.includes(nameOrFile)) {
    throw unknownName(data.kind, nameOrFile, names);
  }
  const path = join(ROOT, data.folder, `${nameOrFile}.yaml`);
  return { name: nameOrFile, path: relative(ROOT, path), text: readFileSync(path, 'utf8') };
}

/** The error for a name that does not exist: the nearest, and all. */
export function unknownName(kind: string, name: string, names: readonly string[]): HarnessError {
  const near = nearestName(name, names);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return new HarnessError('usage', `there is no ${kind} "${name}".${hint} There is ${names.join(', ')}.`);
}

function readSource({ kind }: NamedData, path: string): DataSource {
  if (!existsSync(path))
    throw new HarnessError('config', `there is no ${kind} file "${path}"; check the path`);
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new HarnessError('config', `the ${kind} file "${path}" cannot be read; check its rights`, {
      cause,
    });
  }
}
