import { describe, expect, test } from 'vitest';

import { factLine } from './facts.ts';
import { exampleResult } from './result.fixture.ts';

function lineOf(manifest: Readonly<Record<string, unknown>>): string {
  return factLine({ ...exampleResult(), manifest });
}

describe('factLine', () => {
  test('tells when, how long, against what, from which revision and seed', () => {
    expect(
      lineOf({
        startedAt: '2026-11-24T02:59:36.510Z',
        endedAt: '2026-11-24T02:59:47.820Z',
        target: { name: 'stand-in', baseUrl: 'http://127.0.0.1:46821' },
        git: { revision: '4b01b127716fac8e8f4a6ada5b03bafbebe951a0', dirty: true },
        seed: 1,
      }),
    ).toBe(
      'started 2026-11-24 02:59:36 UTC · took 11.3 s · base URL http://127.0.0.1:46821 · git 4b01b127 + changes · seed 1',
    );
  });

  test('counts minutes from one minute on', () => {
    const startedAt = '2026-11-24T03:00:14.920Z';
    expect(lineOf({ startedAt, endedAt: '2026-11-24T03:01:57.968Z' })).toMatch(/ · took 1 min 43 s$/);
    expect(lineOf({ startedAt, endedAt: '2026-11-24T03:01:14.900Z' })).toMatch(/ · took 1 min 0 s$/);
  });

  test('does not call a clean revision changed', () => {
    expect(lineOf({ git: { revision: '4b01b127716f', dirty: false } })).toBe('git 4b01b127');
  });

  test.each([
    {},
    { git: null, target: 'x', startedAt: 'soon', seed: null },
    { git: {}, target: {}, endedAt: '2026-11-24T03:01:14.900Z' },
  ])('leaves out what the manifest lacks: %j', (manifest) => {
    expect(lineOf(manifest)).toBe('');
  });
});
