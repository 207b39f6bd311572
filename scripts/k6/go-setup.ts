import { parse } from 'node:path';
import { HarnessError } from '../errors.ts';
import { terminalText } from '../reporters/escape.ts';
import { say } from '../progress.ts';
import { withoutSecrets } from '../secrets.ts';
import { runGo, type GoEnd } from './go.ts';

/** What go says of itself where the engine is built. */
export interface GoSetup {
  /** Version of the toolchain that will build, as `go1.26.0`. */
  readonly GOVERSION: string;
  readonly GOCACHE: string;
  readonly GOMODCACHE: string;
  readonly GOPROXY: string;
}

/** Where go is asked, and the oldest version that will do, as `1.25`. */
export interface GoQuestion {
  readonly source: string;
  readonly oldest: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks go about itself.
 *
 * @throws HarnessError `engine` when there is none, or none new enough
 */
export async function goSetup(question: GoQuestion): Promise<GoSetup> {
  const { source, oldest, env, signal } = question;
  const names = ['GOVERSION', 'GOCACHE', 'GOMODCACHE', 'GOPROXY'];
  // A go that is older than go.mod asks for fetches another one here, or ends with why it does not.
  const onWords = (line: string) => {
    if (line.startsWith('go: downloading')) say(`· ${terminalText(line)}`);
  };
  const call = { args: ['env', '-json', ...names], cwd: source, env, signal, onWords };
  const { end, text } = await ask(call, oldest);
  if (end.code !== 0) throw await unfit(question, end);
  const setup = JSON.parse(text) as GoSetup;
  if (isOlder(setup.GOVERSION, oldest)) throw tooOld(setup.GOVERSION, oldest);
  return setup;
}

async function ask(
  call: Parameters<typeof runGo>[0],
  oldest: string,
): Promise<{ readonly end: GoEnd; readonly text: string }> {
  let text = '';
  try {
    const onLine = (line: string) => {
      text += `${line}\n`;
    };
    return { end: await runGo({ ...call, onLine }), text };
  } catch (cause) {
    call.signal?.throwIfAborted();
    throw new HarnessError(
      'engine',
      (cause as NodeJS.ErrnoException).code === 'ENOENT'
        ? `Go is not installed, and without it an engine can be neither built nor recognised as built. ${bothChoices(oldest)}`
        : `Go cannot be started (${(cause as Error).message}). ${bothChoices(oldest)}`,
      { cause },
    );
  }
}

/** Why go does not answer in the engine's folder: asked elsewhere, and kept from fetching another, it tells its age. */
async function unfit({ source, oldest, env, signal }: GoQuestion, end: GoEnd): Promise<HarnessError> {
  const cwd = parse(source).root;
  const call = { args: ['env', 'GOVERSION'], cwd, env: { ...env, GOTOOLCHAIN: 'local' }, signal };
  const { text } = await ask(call, oldest);
  const words = saidByGo(end.words);
  if (isOlder(text, oldest)) return tooOld(text.trim(), oldest, words);
  return new HarnessError('engine', `"go env" failed in ${source}: ${words}. ${bothChoices(oldest)}`);
}

function tooOld(version: string, oldest: string, words?: string): HarnessError {
  const fetching =
    words === undefined ? '' : `, and it got no newer one by itself (${words}; see "go help toolchain")`;
  return new HarnessError(
    'engine',
    `Go is ${version}, which is too old for the engine: it needs ${oldest}${fetching}. ${bothChoices(oldest)}`,
  );
}

/** Both ways to an engine. */
export function bothChoices(oldest: string): string {
  return `Install Go ${oldest} or newer (https://go.dev/dl), or set K6_BINARY to a k6 that carries both extensions of engine/.`;
}

/** What go said, fit to be shown: its last line, where the reason is. */
function saidByGo(words: string): string {
  return withoutSecrets(terminalText(words.trim().split('\n').at(-1) ?? '')).slice(0, 500);
}

/** False for a version that cannot be read: what go calls it is up to go. */
function isOlder(version: string, oldest: string): boolean {
  const [major = Infinity, minor = 0] = /go(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
