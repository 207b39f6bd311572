import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runFolders, startCommand } from './started-command.ts';

async function ends(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  await using command = startCommand(words, { env });
  const code = await command.exit;
  return { code, stderr: command.said.stderr, runs: runFolders(command).length };
}

describe('wrong use', () => {
  it.concurrent.each([
    [['lod'], 'Did you mean "load"'],
    [['load', 'nightli'], 'nightly'],
    [['load', 'nightly', '--profile', 'smok'], 'smoke'],
    [['load', 'nightly', '--target', 'stand-inn'], 'stand-in'],
    [['load', 'nightly', '--profil', 'smoke'], '--profile'],
    [['load', 'nightly', '--seed', 'seven'], '--seed is "seven"'],
    [['load', 'nightly', '--slo', 'nowhere.yaml'], 'nowhere.yaml'],
    [['load', 'nightly', '--fault', 'lots'], 'lost'],
    [['load', 'nightly', '--latency', 'sendMesage=1s'], 'sendMessage'],
    [['load', 'nightly', '--target', 'http://127.0.0.1:1', '--fault', 'lost'], 'Leave one of them out'],
    [['contract', 'check', '--fault', 'lots'], 'lost'],
    [['contract', 'check', '--only', 'resum'], 'did you mean "resume"?'],
    [['contract', 'check', '--gate', 'X'], 'it takes D, C, I, U'],
    [['contract', 'check', '--rate', '0'], 'calls a second'],
    [['report', 'no-such-run'], 'no-such-run'],
    [['start', '--profil', 'smoke'], '--profile'],
  ])('%j ends in 2, says what is meant, and leaves no run', async (words, hint) => {
    const { code, stderr, runs } = await ends(words);
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
    expect(runs).toBe(0);
  });

  it.concurrent('an expired token that cannot be sent ends in 2, and is not shown', async () => {
    const { code, stderr, runs } = await ends(['contract', 'check'], { SCRT_EXPIRED_TOKEN: 'two words' });
    expect(code).toBe(2);
    expect(stderr).toContain('SCRT_EXPIRED_TOKEN (9 characters)');
    expect(stderr).not.toContain('two words');
    expect(runs).toBe(0);
  });

  it.concurrent('load on a foreign host without a permission is refused', async () => {
    const { code, stderr, runs } = await ends(['load', 'guest-token', '--target', 'example-org']);
    expect(code).toBe(2);
    expect(stderr).toContain('permission');
    expect(runs).toBe(0);
  });

  it.concurrent.each([
    [
      'profile',
      'phases:\n  tokens: { stages: [{ target: -5, duration: 1s }], virtualUsers: 1 }\n',
      /:\d+.*target/,
    ],
    [
      'slo',
      'apiVersion: openslo/v1\nkind: SLO\nmetadata: { name: a }\nspec: { objectives: 3 }\n',
      /:\d+.*objectives/,
    ],
  ])('an error in a %s file is named with file, line and field', async (flag, text, place) => {
    await using command = startCommand(['load', 'list']);
    const path = join(command.results, 'wrong.yaml');
    writeFileSync(path, text);
    const { code, stderr } = await ends(['load', 'guest-token', `--${flag}`, path]);
    expect(code).toBe(2);
    expect(stderr).toContain('wrong.yaml');
    expect(stderr).toMatch(place);
  });
});

describe('a machine that does not fit', () => {
  it.concurrent.each([
    ['a K6_BINARY without the extensions', { K6_BINARY: process.execPath }, 'Unset K6_BINARY'],
    ['a K6_BINARY that is not there', { K6_BINARY: '/no/such/k6' }, 'Unset K6_BINARY'],
    ['no Go and no K6_BINARY', { K6_BINARY: '', PATH: '/nowhere' }, 'Install Go'],
  ])('%s ends in 3 and names both choices', async (_, env, first) => {
    const { code, stderr } = await ends(['load', 'guest-token', '--profile', 'smoke'], env);
    expect(code).toBe(3);
    expect(stderr).toContain(first);
    expect(stderr).toContain('K6_BINARY');
  });

  it.concurrent('a results folder that cannot be made ends in 2 and is named', async () => {
    const { code, stderr } = await ends(['load', 'guest-token', '--profile', 'smoke'], {
      SCRT_RESULTS: '/dev/null/results',
    });
    expect(code).toBe(2);
    expect(stderr).toContain('/dev/null/results');
  });
});
