import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../paths.ts';

const made: string[] = [];

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true });
});

/** A checkout with our entry and set-up, a main of its own, and an npm that does as told. */
function checkout({ main, npm = INSTALLS }: { readonly main: string; readonly npm?: string }): string {
  const root = mkdtempSync(join(tmpdir(), 'scrt-entry-'));
  made.push(root);
  mkdirSync(join(root, 'scripts'));
  cpSync(join(ROOT, 'scripts', 'entry.mjs'), join(root, 'scripts', 'entry.mjs'));
  cpSync(join(ROOT, 'scripts', 'setup'), join(root, 'scripts', 'setup'), { recursive: true });
  writeFileSync(join(root, 'scripts', 'main.ts'), main);
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'npm.mjs'), npm);
  return root;
}

const INSTALLS = "import { mkdirSync } from 'node:fs'; mkdirSync('node_modules', { recursive: true });";
const FAILS_HALFWAY = `${INSTALLS} process.exit(1);`;
const tells = (exitCode: number) =>
  `process.send({ exitCode: ${exitCode} }, () => process.exit(${exitCode}));`;

/** Puts a shell script where the locked package of this platform has its Node. */
function packagedNode(root: string, script: string): void {
  const bin = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'node'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, 'node'), 0o755);
}

function enter(root: string, env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(root, 'scripts', 'entry.mjs'), 'anything'], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(root, 'npm.mjs'), ...env },
  });
}

describe('entry', () => {
  it.each([0, 1, 2, 3, 130])('passes on the exit code %i that a command tells', (code) => {
    expect(enter(checkout({ main: tells(code) })).status).toBe(code);
  });

  it.each([
    ['a syntax error in our own code', 'const = 1;'],
    ['an import that does not exist', "import './nowhere.ts';"],
    ['an exception', "throw new Error('broken');"],
    ['a bare exit in 1', 'process.exit(1);'],
    ['a bare exit in 0', 'process.exit(0);'],
    ['a crash', "process.kill(process.pid, 'SIGKILL');"],
  ])('ends in 3, with a word, after %s', (_, main) => {
    const { status, stderr } = enter(checkout({ main }));
    expect(status).toBe(3);
    expect(stderr).toContain('the command ended without a verdict');
  });

  it('ends in 3 when the install fails, and installs again the next time', () => {
    const root = checkout({ main: tells(0), npm: FAILS_HALFWAY });
    const failed = enter(root);
    expect(failed.status).toBe(3);
    expect(failed.stderr).toContain('npm ci failed (code 1)');
    writeFileSync(join(root, 'npm.mjs'), INSTALLS);
    expect(enter(root).status).toBe(0);
  });

  it('installs once, and again when the lock changes', () => {
    const root = checkout({
      main: tells(0),
      npm: `${INSTALLS} import('node:fs').then((fs) => fs.appendFileSync('count', 'x'));`,
    });
    enter(root);
    enter(root);
    expect(readFileSync(join(root, 'count'), 'utf8')).toBe('x');
    writeFileSync(join(root, 'package-lock.json'), '{ }');
    enter(root);
    expect(readFileSync(join(root, 'count'), 'utf8')).toBe('xx');
  });

  it('never runs install scripts', () => {
    const root = checkout({
      main: tells(0),
      npm: `${INSTALLS} import('node:fs').then((fs) => fs.writeFileSync('args', process.argv.slice(2).join(' ')));`,
    });
    enter(root);
    expect(readFileSync(join(root, 'args'), 'utf8')).toContain('ci --ignore-scripts');
  });

  it('keeps stdout for the command', () => {
    const root = checkout({ main: tells(0), npm: `${INSTALLS} console.log('noise of npm');` });
    expect(enter(root).stdout).toBe('');
  });

  it('passes over a Node that is too old', () => {
    const root = checkout({ main: tells(0) });
    packagedNode(root, 'echo v24.0.0');
    // The package's Node is too old here; the one that runs this test is not.
    expect(enter(root).status).toBe(0);
  });

  it("finds the package's Node without the link in .bin, which some versions of npm leave out", () => {
    const root = checkout({
      main: `process.exitCode = 3; process.send({ exitCode: process.env.PACKAGED === 'yes' ? 0 : 3 });`,
    });
    packagedNode(
      root,
      `[ "$1" = --version ] && echo v24.99.0 && exit; PACKAGED=yes exec '${process.execPath}' "$@"`,
    );
    expect(enter(root).status).toBe(0);
  });

  it('tells every command that nothing may phone home', () => {
    const names = ['K6_NO_USAGE_REPORT', 'SCARF_ANALYTICS', 'DO_NOT_TRACK', 'REDOCLY_TELEMETRY'];
    const main = `import { writeFileSync } from 'node:fs';
      writeFileSync('env.json', JSON.stringify(process.env));
      ${tells(0)}`;
    const root = checkout({ main });
    spawnSync(process.execPath, [join(root, 'scripts', 'entry.mjs')], {
      cwd: root,
      env: { ...process.env, npm_execpath: join(root, 'npm.mjs') },
    });
    const env = JSON.parse(readFileSync(join(root, 'env.json'), 'utf8')) as Record<string, string>;
    expect(names.map((name) => env[name])).toEqual(['true', 'false', '1', 'off']);
  });
});
