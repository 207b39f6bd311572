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
  if (create(path)) return true;
  if (holderIsDead(path)) removeDeadLock(path);
  return false;
}

/** @param {string} path */
function create(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** One at a time, and looked at again: else the second to come would remove the first one's new lock. @param {string} path */
function removeDeadLock(path) {
  const guard = `${path}.takeover`;
  if (!create(guard)) return;
  try {
    if (holderIsDead(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** A lock that is gone, or not written yet, has no dead holder. @param {string} path */
function holderIsDead(path) {
  let pid = 0;
  try {
    pid = Number(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code !== 'EPERM';
  }
}
