import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  assertLoadPermitted,
  isLoopback,
  loadTarget,
  locate,
  recordedTarget,
  type Target,
} from './target.ts';

const NOW = new Date('2027-01-31T23:00:00Z');
const ELSEWHERE = 'https://example.my.salesforce-scrt.com';

function load(change: (text: string) => string): Target {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'target-'));
  const path = join(folder.path, 'made.yaml');
  writeFileSync(path, change(SOUND));
  return loadTarget(path);
}

const SOUND = `purpose: a test
baseUrl: ${ELSEWHERE}/
orgId: 00DgL00000ApqdC
esDeveloperName: CustomAgentUI_ESD
capabilitiesVersion: '1'
platform: Web
context: { appName: scrt-bench, clientVersion: 0.1.0 }
timeouts: { operationMs: 10000, awaitedEventMs: 30000 }
`;
const permission = (validUntil: string) =>
  `permission: { by: Ada, reference: CASE-1, validUntil: '${validUntil}' }\n`;

describe('loadTarget', () => {
  it('loads the stand-in as it is published, without an address', () => {
    expect(loadTarget('stand-in')).toMatchObject({ orgId: '00DgL00000ApqdC', capabilitiesVersion: '66' });
    expect(loadTarget('stand-in').baseUrl).toBeUndefined();
  });

  it.each([
    'http://127.0.0.1:4010',
    'http://localhost:4010/',
    'http://[::1]:4010',
    'http://127.1:80',
    'https://127.9.9.9',
  ])('takes %s for a stand-in at that address', (url) => {
    expect(loadTarget(url)).toMatchObject({
      baseUrl: new URL(url).origin,
      esDeveloperName: 'CustomAgentUI_ESD',
    });
  });

  it.each([
    'https://scrt.example',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://10.0.0.1',
    'http://0.0.0.0',
  ])('asks for a file to know the org of %s', (url) => {
    expect(() => loadTarget(url)).toThrow('write a target file');
  });

  it.each([
    'http://u:secret@127.0.0.1',
    'http://127.0.0.1/path',
    'http://127.0.0.1/?a=secret',
    'ftp://127.0.0.1',
  ])('refuses %s without repeating it', (url) => {
    expect(() => loadTarget(url)).toThrow(/^the target URL must be http/);
  });

  it('drops the slash at the end of an address', () => {
    expect(load((text) => text).baseUrl).toBe(ELSEWHERE);
  });

  it('names the nearest target', () => {
    expect(() => loadTarget('standin')).toThrow('there is no target "standin". Did you mean "stand-in"?');
  });

  it.each([
    [
      'a version that is no text',
      (text: string) => text.replace("'1'", '1'),
      /made\.yaml:5: capabilitiesVersion/,
    ],
    [
      'an org id that is none',
      (text: string) => text.replace('00DgL00000ApqdC', '00D'),
      /made\.yaml:3: orgId/,
    ],
    ['an unknown field', (text: string) => `${text}rate: 1\n`, /made\.yaml:9: .*rate/],
    [
      'a day that no calendar has',
      (text: string) => text + permission('2027-02-30'),
      /validUntil.*is no day/,
    ],
  ])('places %s', (_, change, message) => {
    expect(() => load(change)).toThrow(message);
  });
});

describe('locate', () => {
  it('fills the address in', () => {
    expect(locate(loadTarget('stand-in'), 'http://127.0.0.1:1/').baseUrl).toBe('http://127.0.0.1:1');
  });

  it('says what to do when there is none', () => {
    expect(() => locate(loadTarget('stand-in'))).toThrow('target "stand-in" has no baseUrl');
  });
});

describe('assertLoadPermitted', () => {
  it('lets load go to this machine', () => {
    expect(() => assertLoadPermitted(locate(loadTarget('http://localhost:1')), NOW)).not.toThrow();
  });

  it('refuses any other host without a permission', () => {
    const target = locate(loadTarget('example-org'));
    const refuse = () => assertLoadPermitted(target, NOW);
    expect(refuse).toThrow(expect.objectContaining({ code: 'refused', exitCode: 2 }));
    expect(refuse).toThrow('needs a written permission');
  });

  it('takes a permission until the end of its last day', () => {
    const target = locate(load((text) => text + permission('2027-01-31')));
    expect(() => assertLoadPermitted(target, NOW)).not.toThrow();
  });

  it('refuses a permission that has ended', () => {
    const target = locate(load((text) => text + permission('2027-01-30')));
    expect(() => assertLoadPermitted(target, NOW)).toThrow('ended on 2027-01-30');
  });
});

describe('isLoopback', () => {
  it.each([
    ['http://127.0.0.1', true],
    ['http://0x7f.1', true],
    ['http://[::1]:8', true],
    ['http://[::ffff:8.8.8.8]', false],
    ['http://128.0.0.1', false],
  ])('%s: %s', (url, answer) => {
    expect(isLoopback(url)).toBe(answer);
  });
});

describe('recordedTarget', () => {
  it('keeps no secret', () => {
    const target = {
      ...locate(loadTarget('http://localhost:1')),
      captchaToken: 'hush',
      guestTokenAuthorization: 'Bearer hush',
      headers: { 'x-key': 'hush' },
    };
    expect(JSON.stringify(recordedTarget(target))).not.toContain('hush');
    expect(recordedTarget(target).headers).toEqual({ 'x-key': '<secret>' });
  });
});
