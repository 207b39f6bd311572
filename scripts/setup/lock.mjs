import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Runs `work` while holding a lock file, so that two commands never install or build at once. A
 * lock whose process is gone is taken over.
 *
 * @template T
 * @param {string} path the lock file; its folder exists
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  let said = false;
  while (!take(path)) {
    if (!said) process.stderr.write('· waiting for another command that is setting up\n');
    said = true;
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!holderIsAlive(path)) rmSync(path, { force: true });
  return false;
}

/** @param {string} path */
function holderIsAlive(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // An empty file: its holder is between creating and writing.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
