// The one way in. Plain JavaScript for Node >= 20, because it runs before anything is installed:
// it installs what is missing, finds the right Node, and runs scripts/main.ts with it.
//
// Exit code 1 means "the target failed", and Node's own crash code is 1 too. So the command tells
// its exit code by message, and a command that ends without that message never ends in 1.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onAncestorDeath } from './setup/ancestors.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { findNode } from './setup/node.mjs';
import { SetupError } from './setup/setup-error.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const HARNESS_FAILED = 3;
const INTERRUPTED = 130;
/** A command that was told to stop gets this long to keep what it has; then it is ended. */
const STOP_TIMEOUT_MS = 60_000;

/** @param {string} text */
function complain(text) {
  process.stderr.write(`scrt-bench: ${text}\n`);
}

/** @param {string} node @param {readonly string[]} argv */
function runCommand(node, argv) {
  // Its own process group: a terminal's Ctrl-C reaches this process only, which passes it on once.
  const child = spawn(node, [MAIN, ...argv], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: {
      ...process.env,
      K6_NO_USAGE_REPORT: 'true',
      SCARF_ANALYTICS: 'false',
      DO_NOT_TRACK: '1',
      REDOCLY_TELEMETRY: 'off',
    },
  });
  /** @type {number | undefined} */
  let told;
  let stopping = false;
  child.on('message', (message) => {
    if (typeof message?.exitCode === 'number') told = message.exitCode;
  });
  const stop = () => {
    if (stopping) return;
    stopping = true;
    if (child.connected) child.send({ stop: true }, () => undefined);
    setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS).unref();
  };
  const stopWatching = onAncestorDeath(stop);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      complain(`${node} could not be started: ${error.message}`);
      resolve(HARNESS_FAILED);
    });
    child.on('exit', (code, signal) => {
      stopWatching();
      if (told !== undefined) return resolve(told);
      if (stopping) return resolve(INTERRUPTED);
      complain(
        `the command ended without a verdict (${signal ?? `code ${code}`}). What it said is above; nothing was judged.`,
      );
      resolve(HARNESS_FAILED);
    });
  });
}

async function main() {
  await ensureInstalled(ROOT);
  return runCommand(findNode(ROOT), process.argv.slice(2));
}

try {
  process.exitCode = await main();
} catch (error) {
  complain(error instanceof SetupError ? error.message : String(error?.stack ?? error));
  process.exitCode = error instanceof SetupError ? error.exitCode : HARNESS_FAILED;
}
