import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../errors.ts';
import { ENGINE_ENVIRONMENT, engineArguments, isKeptFromEngine } from './engine-arguments.ts';
import { entryText, isError, parseLogEntry } from './log-line.ts';

const run = promisify(execFile);

/** What scenarios may take from each extension: the functions and classes that its `index.d.ts` declares. */
export const EXTENSIONS = {
  'k6/x/eventsource': ['EventSource', 'now'],
  'k6/x/hdrlog': ['begin', 'count', 'observe', 'startIteration', 'stopping', 'violation'],
} as const;
const OUTPUT = 'hdrlog';
/** Of the files that the output writes; `scripts/analysis/records.ts` reads this one. */
const SCHEMA_VERSION = 2;
/** It takes some 20 ms; a machine under load gets its time. */
const PROBE_TIMEOUT_MS = 30_000;

/** What to do about a K6_BINARY that does not fit. */
export const UNSET =
  'Unset K6_BINARY to have the engine built (with Go), or set it to one that "npm run engine" of this checkout has built.';

/** What a binary says of itself (`k6 version --json`). */
export interface EngineVersion {
  readonly version: string;
  readonly go_version: string;
  /** Absent on a k6 without any. */
  readonly extensions?: readonly {
    readonly module: string;
    readonly imports?: readonly string[];
    readonly outputs?: readonly string[];
  }[];
}

/** @throws HarnessError `engine` unless it is a file that may be run */
export function assertRunnable(binary: string): void {
  try {
    accessSync(binary, constants.X_OK);
  } catch (cause) {
    throw unfit(binary, 'is no file that can be run', cause);
  }
}

/** What a binary says of itself, and which k6 is asked for, as `v1.8`. */
export interface EngineClaim {
  readonly version: EngineVersion;
  readonly k6: string;
}

/**
 * Makes sure that a binary is a k6 of the right version with our extensions, and that those are of this checkout. They
 * carry no version of their own (k6 takes it from the module, and ours has none), so they are tried: a script looks
 * for all that the scenarios import, and the output says how it writes.
 *
 * @throws HarnessError `engine` that says what does not fit
 */
export async function assertFit(binary: string, { version, k6 }: EngineClaim): Promise<void> {
  if (!`${version.version}.`.startsWith(`${k6}.`)) {
    throw unfit(binary, `is k6 ${version.version}, and the engine is k6 ${k6}.x (engine/go.mod)`);
  }
  const { extensions = [] } = version;
  const names = extensions.flatMap(({ imports = [], outputs = [] }) => [...imports, ...outputs]);
  const missing = [...Object.keys(EXTENSIONS), OUTPUT].filter((name) => !names.includes(name));
  if (missing.length > 0) throw unfit(binary, `lacks ${missing.join(' and ')}`);
  await probe(binary);
}

async function probe(binary: string): Promise<void> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-probe-'));
  const script = join(folder.path, 'probe.js');
  const prefix = join(folder.path, '0');
  writeFileSync(script, PROBE);
  const inherited = Object.entries(process.env).filter(([name]) => !isKeptFromEngine(name));
  try {
    await run(binary, engineArguments({ outs: [`${OUTPUT}=${prefix}`], script }), {
      timeout: PROBE_TIMEOUT_MS,
      env: { ...Object.fromEntries(inherited), ...ENGINE_ENVIRONMENT },
    });
  } catch (cause) {
    throw unfit(binary, `does not run a script of ours: ${lastError(cause)}`, cause);
  }
  const found = schemaVersion(`${prefix}.ndjson`);
  if (found === SCHEMA_VERSION) return;
  throw unfit(
    binary,
    `writes its measurements in version ${found}, and this checkout reads ${SCHEMA_VERSION}`,
  );
}

/** Throws when it lacks something: an import of what is not there is no error to k6. */
const PROBE = `
${Object.keys(EXTENSIONS)
  .map((name, index) => `import * as module${index} from '${name}';`)
  .join('\n')}
const missing = [];
${Object.entries(EXTENSIONS)
  .flatMap(([module, names], index) => names.map((name) => ({ module, name, index })))
  .map(({ module, name, index }) => `if (!module${index}.${name}) missing.push('${name} of ${module}');`)
  .join('\n')}
if (missing.length > 0) throw new Error('it lacks ' + missing.join(', '));
export default function () {}
`;

function lastError(cause: unknown): string {
  const { stderr = '', message = '' } = cause as { readonly stderr?: string; readonly message?: string };
  const entries = stderr.split('\n').map((line) => parseLogEntry(line));
  const last = entries.findLast((entry) => entry !== undefined && isError(entry));
  return last === undefined ? (message.split('\n')[0] ?? '') : entryText(last);
}

function schemaVersion(path: string): string | number {
  try {
    const [first = ''] = readFileSync(path, 'utf8').split('\n');
    const { schemaVersion: version } = JSON.parse(first) as { readonly schemaVersion?: number };
    return version ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

function unfit(binary: string, problem: string, cause?: unknown): HarnessError {
  return new HarnessError('engine', `K6_BINARY is "${binary}", which ${problem}. ${UNSET}`, { cause });
}
