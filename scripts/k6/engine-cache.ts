import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { withLock } from '../setup/lock.mjs';
import { freeBytes, megabytes } from './disk-space.ts';
import { buildEngine } from './engine-build.ts';
import { buildEnvironment, recipeText } from './engine-recipe.ts';
import { engineRequirements } from './engine-requirements.ts';
import { engineSourceHash } from './engine-source.ts';
import { goSetup } from './go-setup.ts';

const BINARY = process.platform === 'win32' ? 'k6.exe' : 'k6';
const SCRATCH = 'unfinished';
/**
 * A build is 50 MB. More than the newest is kept, because another command may have been given an older one and not
 * started it yet, and because who switches branches comes back.
 */
const KEPT_BUILDS = 3;

/** Where the sources are, where builds are kept, and what to build with. */
export interface EngineCache {
  readonly source: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The binary of these sources, built unless it is there. Commands that need one at once build one after the other:
 * whatever else is in the cache is then finished or left behind.
 *
 * @throws HarnessError `engine` without Go, without network, without room, or with sources that do not compile
 */
export async function cachedEngine({ source, folder, env, signal }: EngineCache): Promise<string> {
  const buildEnv = buildEnvironment(env);
  const { go: oldest } = engineRequirements(source);
  const go = await goSetup({ source, oldest, env: buildEnv, signal });
  const binary = join(folder, engineSourceHash(source, recipeText(go.GOVERSION)), BINARY);
  if (isUsed(binary)) return binary;
  try {
    mkdirSync(folder, { recursive: true });
    const build = async () => {
      if (isUsed(binary)) return;
      const scratch = join(folder, SCRATCH);
      await buildEngine({ source, binary, scratch, env: buildEnv, go, signal });
      removeOldBuilds(folder);
    };
    await withLock(join(folder, 'build.lock'), build, signal);
  } catch (error) {
    throw unwritable(folder, error);
  }
  return binary;
}

/** Notes that a build is in use, if there is one: its time is what decides which are kept. */
function isUsed(binary: string): boolean {
  try {
    utimesSync(binary, new Date(), new Date());
    return true;
  } catch (error) {
    // A cache that can only be read serves as well.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT' && existsSync(binary);
  }
}

function removeOldBuilds(folder: string): void {
  const builds = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ path: join(folder, name), usedMs: usedAt(join(folder, name, BINARY)) }))
    .sort((a, b) => b.usedMs - a.usedMs);
  for (const { path } of builds.slice(KEPT_BUILDS)) rmSync(path, { recursive: true, force: true });
}

/** 0 for a folder without a binary, which a build that was killed left behind. */
function usedAt(binary: string): number {
  return statSync(binary, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The system's refusal to write into the cache, told as what it is; anything else as it came. */
function unwritable(folder: string, error: unknown): unknown {
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === undefined || syscall.startsWith('spawn')) return error;
  return new HarnessError(
    'engine',
    `the engine's cache ${folder} cannot be written (${message}); ${megabytes(freeBytes(folder))} are free there. ` +
      'Make room, or correct the rights of that folder, and run the same command again.',
    { cause: error },
  );
}
