import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say, startStep } from '../progress.ts';
import { explainFailure } from './build-failure.ts';
import { BUILD_FLAGS } from './engine-recipe.ts';
import { runGo, type GoEnd } from './go.ts';
import type { GoSetup } from './go-setup.ts';

const REMINDER_MS = 10_000;
const MAX_REPORTS = 500;

/** One build. */
export interface EngineBuild {
  readonly source: string;
  /** Where the binary goes. */
  readonly binary: string;
  /** Emptied before and after: what a build that was killed leaves behind is gone with the next. */
  readonly scratch: string;
  /** The environment to build in. */
  readonly env: NodeJS.ProcessEnv;
  readonly go: GoSetup;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches the modules and compiles the engine. The binary appears whole or not at all.
 *
 * @throws HarnessError `engine` with what to do about it; the signal's reason when it was aborted
 */
export async function buildEngine(build: EngineBuild): Promise<void> {
  const { binary, scratch, signal } = build;
  const step = startStep(
    'building the engine (k6 with two extensions: about 2 to 3 minutes the first time, because all of k6 is compiled)',
    { remind: false },
  );
  const started = performance.now();
  let doing = 'fetching modules';
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const timer = setInterval(() => say(`  … ${seconds()} s: ${doing}`), REMINDER_MS);
  try {
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    await fetchModules(build);
    await compile(build, (packages) => (doing = `${packages} packages compiled`));
    mkdirSync(dirname(binary), { recursive: true });
    renameSync(join(scratch, 'k6'), binary);
    step.done('engine built');
  } catch (error) {
    step.failed(
      signal?.aborted === true ? 'building the engine was stopped' : 'the engine could not be built',
    );
    throw error;
  } finally {
    clearInterval(timer);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Fetched apart from compiling, because go then says of each module what is wrong with it. */
async function fetchModules(build: EngineBuild): Promise<void> {
  let text = '';
  const onLine = (line: string) => {
    text += `${line}\n`;
  };
  const end = await go(build, { args: ['mod', 'download', '-json'], onLine });
  if (end.code === 0) return;
  const reports = moduleErrors(text);
  throw explainFailure({ ...failureOf(build, end), step: 'modules', reports, failedPackages: [] });
}

/** `go mod download -json` prints one object after the other, each ending with a brace on a line of its own. */
function moduleErrors(text: string): readonly string[] {
  return text
    .split(/^}$/m)
    .map((object) => parsed<{ readonly Error?: string }>(`${object}}`)?.Error)
    .filter((error) => error !== undefined);
}

interface PackageReport {
  readonly ImportPath?: string;
  readonly Action?: string;
  readonly Output?: string;
}

async function compile(build: EngineBuild, onPackages: (packages: number) => void): Promise<void> {
  const reports: string[] = [];
  const failedPackages: string[] = [];
  let packages = 0;
  const onLine = (line: string) => {
    const report = parsed<PackageReport>(line) ?? { Output: line };
    const { ImportPath = '', Action, Output = '' } = report;
    // With -v go names each package that it compiles.
    if (Output.trim() === ImportPath) onPackages((packages += 1));
    else if (Output !== '' && reports.length < MAX_REPORTS) reports.push(Output.trimEnd());
    if (Action === 'build-fail') failedPackages.push(ImportPath);
  };
  const args = ['build', '-json', '-v', ...BUILD_FLAGS, '-o', join(build.scratch, 'k6'), '.'];
  const end = await go(build, { args, onLine });
  if (end.code === 0) return;
  throw explainFailure({ ...failureOf(build, end), step: 'compiler', reports, failedPackages });
}

/** Undefined for what is no JSON: a go that was killed stops in the middle. */
function parsed<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}

function go(
  { source, env, scratch, signal }: EngineBuild,
  call: { readonly args: readonly string[]; readonly onLine: (line: string) => void },
): Promise<GoEnd> {
  return runGo({ ...call, cwd: source, env: { ...env, GOTMPDIR: temporaryFolder(env, scratch) }, signal });
}

/** Go's own choice is /tmp, which may be small and where a go that was killed leaves hundreds of megabytes. */
function temporaryFolder(env: NodeJS.ProcessEnv, scratch: string): string {
  return env['GOTMPDIR'] || scratch;
}

function failureOf({ scratch, env, go: setup }: EngineBuild, end: GoEnd) {
  const temporary = env['GOTMPDIR'];
  const folders = [
    { name: "Go's module cache, GOMODCACHE", path: setup.GOMODCACHE },
    { name: "Go's build cache, GOCACHE", path: setup.GOCACHE },
    { name: "this project's cache", path: scratch },
    ...(temporary ? [{ name: "Go's temporary folder, GOTMPDIR", path: temporary }] : []),
  ];
  return { end, folders, proxy: setup.GOPROXY };
}
