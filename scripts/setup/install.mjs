import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { SetupError } from './setup-error.mjs';

const OLDEST_NODE = 20;

/**
 * Installs the locked packages when they are missing or belong to another lock file. The stamp holds
 * the lock's hash and is written last, so that a half-finished install is never taken for a whole one.
 *
 * @param {string} root the checkout
 */
export async function ensureInstalled(root) {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new SetupError(
      `Node ${process.versions.node} is too old. Install Node ${OLDEST_NODE} or newer.`,
      2,
    );
  }
  if (isInstalled(root)) return;
  mkdirSync(join(root, '.cache'), { recursive: true });
  await withLock(join(root, '.cache', 'install.lock'), () => {
    if (!isInstalled(root)) install(root);
  });
}

/** @param {string} root */
function isInstalled(root) {
  try {
    return readFileSync(stampPath(root), 'utf8') === lockHash(root);
  } catch {
    return false;
  }
}

/** @param {string} root */
function install(root) {
  const started = performance.now();
  process.stderr.write('· installing the locked packages (npm ci, about half a minute the first time)\n');
  rmSync(stampPath(root), { force: true });
  const npm = process.env['npm_execpath'];
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const run = spawnSync(
    command,
    [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      // npm's own words go to stderr: stdout belongs to the command.
      stdio: ['ignore', 2, 2],
    },
  );
  if (run.status !== 0) {
    const why = run.error?.message ?? `code ${run.status ?? run.signal}`;
    throw new SetupError(
      `npm ci failed (${why}). Its words are above; fix that and run the same command again.`,
    );
  }
  writeFileSync(stampPath(root), lockHash(root));
  process.stderr.write(`✓ packages installed in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'node_modules', '.scrt-bench-lock');
}

/** @param {string} root */
function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}
