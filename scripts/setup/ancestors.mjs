import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const POLL_MS = 250;
const SHELLS = /^-?(ba|da|z|k|a)?sh$/;

/**
 * Calls back once when the parent, or the npm behind a parent that is only npm's shell, is gone. A
 * SIGKILL to npm reaches nobody else, so it has to be noticed.
 *
 * @param {() => void} callback
 * @returns {() => void} stops watching
 */
export function onAncestorDeath(callback) {
  const parent = process.ppid;
  const watched = [parent, npmBehind(parent)].filter((pid) => pid !== undefined && pid > 1);
  const timer = setInterval(() => {
    if (watched.every(isAlive) && (parent <= 1 || process.ppid === parent)) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** @param {number} pid @returns {number | undefined} */
function npmBehind(pid) {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined;
  const shell = describeProcess(pid);
  return shell !== undefined && SHELLS.test(shell.name) ? shell.parent : undefined;
}

/** @param {number} pid @returns {{ name: string, parent: number } | undefined} */
function describeProcess(pid) {
  try {
    // `pid (name) state ppid …`; the name itself may hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return {
      name: stat.slice(stat.indexOf('(') + 1, end),
      parent: Number(stat.slice(end + 2).split(' ')[1]),
    };
  } catch {
    const ps = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parent, name] = /^\s*(\d+)\s+(.*?)\s*$/.exec(ps.stdout ?? '') ?? [];
    return parent === undefined
      ? undefined
      : { name: (name ?? '').split('/').at(-1) ?? '', parent: Number(parent) };
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
