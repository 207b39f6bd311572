import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/** The oldest Node that runs everything here: Prism asks for it, and it runs TypeScript natively. */
const NEEDED = [24, 18];
const NAME = process.platform === 'win32' ? 'node.exe' : 'node';

/** The locked packages that bring Node. Not their link in `.bin`: some versions of npm leave it out. */
const PACKAGES = [
  `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  `node-bin-${process.platform}-${process.arch}`,
];

/**
 * The Node that runs the program: the locked package's, else the first on the PATH that is new enough.
 *
 * @param {string} root the checkout
 * @returns {string} path of the binary
 */
export function findNode(root) {
  const bin = join(root, 'node_modules', '.bin');
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== bin);
  const candidates = [
    ...PACKAGES.map((name) => join(root, 'node_modules', name, 'bin', NAME)),
    process.execPath,
    ...onPath.map((folder) => join(folder, NAME)),
  ];
  const tried = [];
  for (const candidate of candidates) {
    const version = versionOf(candidate);
    if (version === undefined) continue;
    if (isNewEnough(version)) return realpathSync(candidate);
    tried.push(`${candidate} (${version})`);
  }
  throw new SetupError(
    `no Node ${NEEDED.join('.')} or newer fits this machine. Tried: ${[...new Set(tried)].join(', ')}. ` +
      `Install Node ${NEEDED.join('.')} or newer and run the same command again.`,
    2,
  );
}

/** @param {string} path */
function versionOf(path) {
  if (path === process.execPath) return process.version;
  const run = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/** @param {string} version such as v24.21.0 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED;
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
