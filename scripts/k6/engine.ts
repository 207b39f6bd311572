import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { assertFit, assertRunnable, UNSET, type EngineVersion } from './engine-binary.ts';
import { cachedEngine } from './engine-cache.ts';
import { engineRequirements } from './engine-requirements.ts';

const run = promisify(execFile);
const SOURCE = join(ROOT, 'engine');
/** It takes some 10 ms; what has not answered by then is no k6. */
const VERSION_TIMEOUT_MS = 30_000;

/**
 * The engine's path: `K6_BINARY` when it is set and fit, else a build of `engine/`, cached by the content of its
 * sources.
 *
 * @throws HarnessError `engine` with what to do about it; the signal's reason when it was aborted
 */
export async function ensureEngine(
  signal?: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const given = env['K6_BINARY'];
  if (given === undefined || given === '') {
    return cachedEngine({ source: SOURCE, folder: join(ROOT, '.cache', 'engine'), env, signal });
  }
  assertRunnable(given);
  await assertFit(given, { version: await engineVersion(given), k6: engineRequirements(SOURCE).k6 });
  return given;
}

/** What the binary says of itself. @throws HarnessError `engine` when it does not speak as k6 */
export async function engineVersion(binary: string): Promise<EngineVersion> {
  try {
    const { stdout } = await run(binary, ['version', '--json'], { timeout: VERSION_TIMEOUT_MS });
    const version = JSON.parse(stdout) as Partial<EngineVersion> | null;
    if (typeof version?.version !== 'string') throw new TypeError('there is no version in what it says');
    return version as EngineVersion;
  } catch (cause) {
    throw new HarnessError('engine', `${binary} does not answer "version --json" as k6 does. ${UNSET}`, {
      cause,
    });
  }
}
