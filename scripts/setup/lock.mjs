import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
/** A lock is written in one go: one that is empty for so long belongs to a process that died while it did that. */
const UNWRITTEN_MS = 10_000;

/**
 * Runs `work` while holding a lock file, so that two commands never install or build at once. A
 * lock whose process is gone is taken over.
 *
 * @template T
 * @param {string} path the lock file; its folder exists
 * @param {() => T | Promise<T>} work
 * @param {AbortSignal} [signal] ends the waiting; the work sees to itself
 * @returns {Promise<T>}
 */
export async function withLock(path, work, signal) {
  let said = false;
  while (!take(path)) {
    if (!said) process.stderr.write('· waiting for another command that is setting up\n');
    said = true;
    await sleep(POLL_MS, undefined, { signal });
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
    writeFileSync(path, `${process.pid} ${startOf(process.pid)}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    // On a full disk the file is there, and empty.
    rmSync(path, { force: true });
    throw error;
  }
}

/** One at a time, and looked at again: else the second to come would remove the first one's new lock. @param {string} path */
function removeDeadLock(path) {
  const guard = `${path}.takeover`;
  if (!create(guard)) {
    // Nobody holds it for longer than it takes to look.
    if (holderIsDead(guard)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (holderIsDead(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** A lock that is gone, or not written yet, has no dead holder. @param {string} path */
function holderIsDead(path) {
  let pid = 0;
  let started = '';
  try {
    [pid, started] = parse(readFileSync(path, 'utf8'));
    if (pid === 0) return Date.now() - statSync(path).mtimeMs > UNWRITTEN_MS;
  } catch {
    return false;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code !== 'EPERM';
  }
  return started !== startOf(pid);
}

/** @param {string} text @returns {[pid: number, started: string]} */
function parse(text) {
  const [pid = '', started = ''] = text.split(' ');
  return [Number(pid), started];
}

/**
 * When a process was started, where the system tells it (Linux): numbers are given out again, and in a
 * container that is started anew everybody gets the number that it had. Field 22 of proc_pid_stat(5), behind a name that
 * may hold anything.
 *
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
