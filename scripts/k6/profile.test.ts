import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile } from './profile.ts';

const SOUND = `purpose: a test
order: sequential
phases:
  any:
    startRate: 1
    stages:
      - { target: 1, duration: 1s }
    virtualUsers: 1
    gracefulStop: 1s
`;

function load(text: string) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'profile-'));
  const path = join(folder.path, 'made.yaml');
  writeFileSync(path, text);
  return loadProfile(path);
}

describe('loadProfile', () => {
  it('loads a profile by its name', () => {
    expect(loadProfile('smoke')).toMatchObject({ name: 'smoke', order: 'sequential' });
  });

  it('loads a file', () => {
    expect(load(SOUND).phases.any?.virtualUsers).toBe(1);
  });

  it('names the nearest profile', () => {
    expect(() => loadProfile('nightlly')).toThrow('there is no profile "nightlly". Did you mean "nightly"?');
  });

  it('says which file does not exist', () => {
    expect(() => loadProfile('./nowhere.yaml')).toThrow('there is no profile file "./nowhere.yaml"');
  });

  it.each([
    ['an unknown phase', SOUND.replace('any:', 'token:'), /made\.yaml:\d+: phases/],
    [
      'a rate that is no number',
      SOUND.replace('startRate: 1', 'startRate: fast'),
      /made\.yaml:5: phases\.any\.startRate/,
    ],
    ['a duration without a unit', SOUND.replace('duration: 1s', 'duration: 1'), /made\.yaml:7: .*duration/],
    ['too many tabs', `${SOUND}    parameters: { tabs: 17 }\n`, /made\.yaml:10: .*tabs/],
    [
      'no load',
      SOUND.replaceAll(/(startRate|target): 1/g, '$1: 0'),
      /made\.yaml:7: phases\.any\.stages.*no rate above zero/,
    ],
    ['a second document', `${SOUND}---\n${SOUND}`, /second profile/],
    ['no YAML', 'phases: [', /made\.yaml:1: is no valid YAML/],
  ])('places %s', (_, text, message) => {
    expect(() => load(text)).toThrow(message);
  });
});
