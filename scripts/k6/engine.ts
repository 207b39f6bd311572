import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { startStep } from '../progress.ts';
import { withLock } from '../setup/lock.mjs';
import { engineSourceHash } from './engine-source.ts';

const run = promisify(execFile);

/** What `engine/go.mod` asks for. */
const OLDEST_GO = [1, 25] as const;
const EXTENSIONS = ['k6/x/eventsource', 'k6/x/hdrlog', 'hdrlog'] as const;
const UNSET =
  'Unset K6_BINARY to have the engine built (with Go), or set it to a k6 v1.8 that carries both extensions of engine/.';
const BOTH_CHOICES =
  'Install Go 1.25 or newer (https://go.dev/dl), or set K6_BINARY to a k6 that carries both extensions of engine/.';

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

/**
 * The engine's path: `K6_BINARY` when it is set and fit, else a build of `engine/`, cached by the
 * content of its sources.
 *
 * @throws HarnessError `engine` without Go, without network, or with an unfit K6_BINARY
 */
export async function ensureEngine(
  signal?: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const given = env['K6_BINARY'];
  if (given !== undefined && given !== '') {
    await checkBinary(given);
    return given;
  }
  const go = await goVersion(env);
  const folder = join(ROOT, '.cache', 'engine', engineSourceHash(join(ROOT, 'engine'), go));
  const binary = join(folder, process.platform === 'win32' ? 'k6.exe' : 'k6');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  await withLock(join(folder, 'build.lock'), async () => {
    if (existsSync(binary)) return;
    await build(binary, { env, ...(signal === undefined ? {} : { signal }) });
    removeOtherBuilds(folder);
  });
  return binary;
}

/** What the binary says of itself. */
export async function engineVersion(binary: string): Promise<EngineVersion> {
  try {
    return JSON.parse((await run(binary, ['version', '--json'])).stdout) as EngineVersion;
  } catch (cause) {
    throw new HarnessError('engine', `${binary} does not answer "version --json" as k6 does. ${UNSET}`, {
      cause,
    });
  }
}

async function checkBinary(binary: string): Promise<void> {
  try {
    accessSync(binary, constants.X_OK);
  } catch (cause) {
    throw new HarnessError('engine', `K6_BINARY is "${binary}", which is no file that can be run. ${UNSET}`, {
      cause,
    });
  }
  const { extensions = [] } = await engineVersion(binary);
  const names = extensions.flatMap(({ imports = [], outputs = [] }) => [...imports, ...outputs]);
  const missing = EXTENSIONS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new HarnessError(
      'engine',
      `K6_BINARY is "${binary}", which lacks ${missing.join(' and ')}. ${UNSET}`,
    );
  }
}

async function goVersion(env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdout } = await run('go', ['env', 'GOVERSION'], { env, cwd: join(ROOT, 'engine') });
    const version = stdout.trim();
    const [major = 0, minor = 0] = version.replace('go', '').split('.').map(Number);
    if (major > OLDEST_GO[0] || (major === OLDEST_GO[0] && minor >= OLDEST_GO[1])) return version;
    throw new HarnessError('engine', `Go is ${version}, which is too old for the engine. ${BOTH_CHOICES}`);
  } catch (cause) {
    if (cause instanceof HarnessError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = missing
      ? 'Go is not installed, and the engine has to be built'
      : `"go env" failed: ${String(cause)}`;
    throw new HarnessError('engine', `${why}. ${BOTH_CHOICES}`, { cause });
  }
}

/** A build is 50 MB, and the one of older sources is never asked for again. */
function removeOtherBuilds(kept: string): void {
  const builds = dirname(kept);
  for (const name of readdirSync(builds).filter((each) => each !== basename(kept))) {
    rmSync(join(builds, name), { recursive: true, force: true });
  }
}

async function build(
  binary: string,
  { env, signal }: { readonly env: NodeJS.ProcessEnv; readonly signal?: AbortSignal },
): Promise<void> {
  const step = startStep(
    'building the engine (k6 with two extensions: about 2 to 3 minutes the first time, because all of k6 is compiled)',
  );
  // Built beside its place and renamed: a build that was ended leaves no half binary.
  const unfinished = `${binary}.${process.pid}`;
  try {
    await run('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', unfinished, '.'], {
      cwd: join(ROOT, 'engine'),
      env: { ...env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -buildvcs=false' },
      maxBuffer: 64 * 1024 * 1024,
      ...(signal === undefined ? {} : { signal }),
    });
    renameSync(unfinished, binary);
    step.done('engine built');
  } catch (cause) {
    step.failed('the engine could not be built');
    rmSync(unfinished, { force: true });
    const { stderr = '' } = cause as { readonly stderr?: string };
    throw new HarnessError('engine', `go build of engine/ failed:\n${stderr.trim() || String(cause)}`, {
      cause,
    });
  }
}
