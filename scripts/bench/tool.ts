import { execFile } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../errors.ts';
import { buildEnvironment } from '../k6/engine-recipe.ts';
import { ROOT } from '../paths.ts';
import { withoutSecrets } from '../secrets.ts';

const run = promisify(execFile);

/**
 * Builds `engine/bench/`, the server and the plain clients; the path of the binary. Go's own cache makes it quick.
 *
 * @throws HarnessError `engine` when it cannot be built
 */
export async function buildTool(signal: AbortSignal): Promise<string> {
  const folder = join(ROOT, '.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  // Renamed into place: another bench may be running the one that is there.
  const [binary, unfinished] = [join(folder, 'bench'), join(folder, `bench.${process.pid}`)];
  try {
    await run('go', ['build', '-trimpath', '-o', unfinished, './bench'], {
      cwd: join(ROOT, 'engine'),
      env: buildEnvironment(process.env),
      signal,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { readonly stderr?: string };
    throw new HarnessError(
      'engine',
      `go build of engine/bench, the server and the plain clients, failed; it needs Go (https://go.dev/dl), also with K6_BINARY:\n${withoutSecrets(stderr.trim() || String(cause))}`,
      { cause },
    );
  }
  renameSync(unfinished, binary);
  return binary;
}
