import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NO_ARRIVALS, type Arrivals } from './arrivals.ts';
import { CONDITIONS } from './conditions/catalogue.ts';
import { diagnose } from './diagnose.ts';
import { targetAt } from './doctor.fixture.ts';
import type { Answer, Facts } from './facts.ts';

const ANSWER: Answer = {
  kind: 'answer',
  status: 200,
  contentType: 'application/json',
  headers: {},
  body: '',
  afterMs: 5,
  clock: { ms: 100, uncertaintyMs: 505 },
};

const SOUND: Facts = {
  at: Date.UTC(2026, 0, 1),
  target: targetAt('https://example.my.salesforce-scrt.com'),
  origin: undefined,
  reach: { proxy: undefined, host: 'example', addresses: ['192.0.2.1'], tls: undefined, failure: undefined },
  preflights: [],
  token: { source: 'asked', outcome: ANSWER, isThere: true, claims: {}, deploymentType: 'api' },
  stream: {
    outcome: { ...ANSWER, contentType: 'text/event-stream' },
    arrivals: { ...NO_ARRIVALS, events: 3, pings: 3, moments: 3 },
    livedMs: 20_000,
    end: undefined,
  },
  watch: undefined,
  wasStopped: false,
};

const refused = (answer: Partial<Answer>): Facts => ({
  ...SOUND,
  token: {
    source: 'asked',
    outcome: { ...ANSWER, ...answer },
    isThere: false,
    claims: undefined,
    deploymentType: undefined,
  },
  stream: undefined,
});

const heard = (arrivals: Partial<Arrivals>, livedMs = 65_000): Facts => ({
  ...SOUND,
  stream: {
    outcome: { ...ANSWER, contentType: 'text/event-stream' },
    arrivals: { ...NO_ARRIVALS, ...arrivals },
    livedMs,
    end: undefined,
  },
});

const idsOf = (facts: Facts) => diagnose(facts).findings.map(({ id, rank }) => `${rank ?? 'found'} ${id}`);

test('finds nothing when a token and a live stream were seen', () => {
  expect(idsOf(SOUND)).toEqual([]);
});

test('ranks what 400 leaves open by what is documented when the answer has no words', () => {
  expect(idsOf(refused({ status: 400, body: '{"message":""}' }))).toEqual([
    '1 deployment-type',
    '2 deployment-unknown',
    '3 org-unknown',
    '4 deployment-unpublished',
    '5 verification-on',
    '6 captcha-required',
    '7 request-unfit',
  ]);
});

test.each([
  ['Invalid CAPTCHA response', '1 captcha-required'],
  ['user identity could not be verified: User Verification', '1 verification-on'],
  ['ORG NOT FOUND', '1 org-unknown'],
  ['capabilitiesVersion must be one of the versions 60, 62', '1 request-unfit'],
])('words only move candidates, and drop none: %s', (message, first) => {
  const ids = idsOf(refused({ status: 400, body: JSON.stringify({ message }) }));
  expect([ids[0], ids.length]).toEqual([first, 7]);
});

test('the words of a page are none of the service', () => {
  const ids = idsOf(refused({ status: 403, contentType: 'text/html', body: '<h1>captcha</h1>' }));
  expect(ids[0]).toBe('1 intermediary-answers');
});

test.each([
  [401, '1 authorization-missing'],
  [403, '1 verification-on'],
  [404, '1 wrong-host'],
  [302, '1 intermediary-answers'],
  [503, '1 server-error'],
  [407, 'found unexplained'],
  [418, 'found token-answer-unknown'],
  [204, 'found token-answer-unknown'],
])('a bare %i leads to %s', (status, first) => {
  expect(idsOf(refused({ status, contentType: '' }))[0]).toBe(first);
});

test('an unknown answer is shown as it is, with what was ruled out', () => {
  const { findings, ruledOut } = diagnose(
    refused({ status: 418, contentType: 'text/plain', body: 'short and stout' }),
  );
  expect(findings[0]?.seen).toBe('status 418 (text/plain): short and stout');
  expect(ruledOut.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      'name-unknown',
      'rate-limited',
      'deployment-type',
      'authorization-missing',
      'clock-skew',
    ]),
  );
});

test('a huge answer is cut off', () => {
  const { findings } = diagnose(refused({ status: 418, body: 'x'.repeat(2_000) }));
  expect(findings[0]?.seen.length).toBeLessThan(400);
});

test('a deployment of another type is found in the answer itself', () => {
  const token = { ...SOUND.token, deploymentType: 'web' } as Facts['token'];
  expect(idsOf({ ...SOUND, token })).toEqual(['found deployment-type']);
});

test.each([
  [30_000, 500, []],
  [-30_400, 500, []],
  [31_000, 500, ['found clock-skew']],
  [-3_600_000, 500, ['found clock-skew']],
  [31_000, 5_000, []],
])('a clock that is off by %i ms, give or take %i: %j', (ms, uncertaintyMs, expected) => {
  const outcome = { ...ANSWER, clock: { ms, uncertaintyMs } };
  expect(idsOf({ ...SOUND, token: { ...SOUND.token, outcome } as Facts['token'] })).toEqual(expected);
});

test.each([
  ['one burst', heard({ events: 4, pings: 4, moments: 2, bursts: 1 }), ['1 stream-buffered']],
  ['two bursts', heard({ events: 8, pings: 8, moments: 2, bursts: 2 }), ['found stream-buffered']],
  ['late events', heard({ events: 9, moments: 9, late: 1 }), ['1 stream-buffered']],
  ['one event and a long silence', heard({ events: 1, moments: 1, lastMs: 5 }), ['1 stream-buffered']],
  ['one event and a short silence', heard({ events: 1, moments: 1, lastMs: 5 }, 20_000), []],
  ['one by one', heard({ events: 3, moments: 3 }, 20_000), []],
])('a stream with %s', (_, facts, expected) => {
  expect(idsOf(facts)).toEqual(expected);
});

test.each([
  [75 * 60_000 - 1, ['found stream-cut']],
  [75 * 60_000, []],
])('a stream that is cut after %i ms: %j', (livedMs, expected) => {
  const watch = {
    askedMs: 90 * 60_000,
    lives: [],
    opened: 2,
    cut: 1,
    shortestMs: livedMs,
    longestMs: livedMs,
    failed: 0,
    lastFailure: undefined,
  };
  expect(idsOf({ ...SOUND, watch })).toEqual(expected);
});

test.each([
  [[300_000, 305_000, 301_000], 'as a time-out does it'],
  [[300_000, 20_000, 900_000], 'different each time'],
])('streams that are cut after %j ms are told to be %s', (cuts, how) => {
  const lives = cuts.map((livedMs) => ({ openedAt: 0, livedMs, end: 'reset' as const, events: 1 }));
  const watch = {
    askedMs: 1,
    lives,
    opened: 3,
    cut: 3,
    shortestMs: Math.min(...cuts),
    longestMs: 900_000,
    failed: 0,
    lastFailure: undefined,
  };
  expect(diagnose({ ...SOUND, watch }).findings[0]?.seen).toContain(how);
});

test('what we stopped ourselves accuses nobody', () => {
  const { stream } = heard({}, 200);
  expect(idsOf({ ...SOUND, stream, wasStopped: true })).toEqual([]);
  expect(idsOf({ ...SOUND, token: undefined, stream: undefined, wasStopped: true })).toEqual([]);
});

test('every condition is tripped by a test, has its own id, and says what to do', () => {
  const tests = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const ids = CONDITIONS.map(({ id }) => id);
  expect(ids.filter((id) => !new RegExp(`'(\\d|found) ${id}'|id: '${id}'`).test(tests))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { check, fix, mark, sources } of CONDITIONS)
    expect([check.length > 0, fix !== '', mark === 'U' || sources.length > 0]).toEqual([true, true, true]);
});
