import { expect, test } from 'vitest';
import { parseFault } from '../../mocks/faults/parse.ts';
import { newToken } from '../../mocks/conformance/guest.fixture.ts';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import type { StandInOptions } from '../../mocks/server/options.ts';
import type { LocatedTarget } from '../k6/target.ts';
import { examine, PING_MS, targetAt } from './doctor.fixture.ts';
import { suffixOf } from './org-id.ts';

const ORIGIN = 'https://shop.example.test';
const TOKEN = 'generateAccessTokenForUnauthenticatedUser';

async function look(
  options: StandInOptions,
  changes: Partial<LocatedTarget> = {},
  plan: Parameters<typeof examine>[1] = {},
) {
  await using server = await startStandIn({ pingIntervalMs: PING_MS, ...options });
  const examined = await examine(targetAt(server.baseUrl, changes), plan);
  const asked = server.totals().requests[TOKEN] ?? {};
  return { ...examined, tokens: Object.values(asked).reduce((sum, count) => sum + count, 0) };
}

const faulty = (fault: string) => ({ faults: [parseFault(fault)] });

test('finds nothing on a sound server, with one token request and one stream, which it closes', async () => {
  await using server = await startStandIn({ pingIntervalMs: PING_MS });
  const { findings, ruledOut, facts } = await examine(targetAt(server.baseUrl), { origin: ORIGIN });
  expect(findings).toEqual([]);
  expect(ruledOut.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['stream-buffered', 'clock-skew', 'cors-refused', 'deployment-type']),
  );
  const { requests } = server.totals();
  expect(requests).toEqual({ [TOKEN]: { 200: 1 }, streamEvents: { 200: 1 }, preflight: { 204: 2 } });
  await expect.poll(() => server.totals()).toMatchObject({ streamsOpened: 1, streamsClosed: 1 });
  expect(facts.stream?.end).toBeUndefined();
});

test.each([
  ['deployment-type', '1 deployment-type'],
  ['verification-on', '1 verification-on'],
  ['captcha-required', '1 captcha-required'],
  ['unpublished', '1 deployment-unpublished'],
  [`status,operation=${TOKEN},code=429`, 'found rate-limited'],
  [`status,operation=${TOKEN},code=500`, '1 server-error'],
  [`silent,operation=${TOKEN}`, 'found no-answer'],
  [`reset,operation=${TOKEN}`, 'found no-answer'],
  [`status,operation=${TOKEN},code=418`, 'found token-answer-unknown'],
  ['token-missing', 'found token-answer-unknown'],
  ['status,operation=streamEvents,code=418', 'found stream-answer-unknown'],
  ['token-expired', 'found token-expired'],
  ['token-org-id', 'found org-id-mismatch'],
  ['clock-skew', 'found clock-skew'],
  ['refuse', 'found host-unreachable'],
  ['mislabelled,operation=streamEvents', '1 stream-blocked'],
])('%s: names %s first', async (fault, first) => {
  const timeouts = { operationMs: fault.startsWith('silent') ? 300 : 5_000, awaitedEventMs: 300 };
  const { ids, tokens } = await look(faulty(fault), { timeouts });
  expect(ids[0]).toBe(first);
  expect(tokens).toBe(fault === 'refuse' ? 0 : 1);
});

test('a call that asks for a header is named', async () => {
  expect((await look({ requireAuthorization: true })).ids[0]).toBe('1 authorization-missing');
  const given = await look({ requireAuthorization: true }, { guestTokenAuthorization: 'Basic abc' });
  expect(given.findings[0]?.seen).toContain('the one that was sent was refused');
});

test("an org's own rate limit is named", async () => {
  await using server = await startStandIn({ hasLimits: true });
  for (let asked = 0; asked < 200; asked += 1) await newToken(server.baseUrl);
  expect((await examine(targetAt(server.baseUrl))).ids[0]).toBe('found rate-limited');
});

test.each([
  ['another org', { orgId: '00D000000000001' }, '1 org-unknown'],
  ['another deployment', { esDeveloperName: 'Another_One' }, '1 deployment-unknown'],
  ['a version that is none', { capabilitiesVersion: 'sixty-six' }, '1 request-unfit'],
] as const)('%s is named', async (_, changes, first) => {
  expect((await look({}, changes)).ids[0]).toBe(first);
});

test.each([
  ['', 'has 0 characters'],
  ['00DgL00000Apqd', '14 characters'],
  ['00DgL00000ApqdC0', '16 characters'],
  ['001gL00000ApqdC', 'begins with 001'],
  ['00DgL00000Apqd!', 'holds "!"'],
  ['00dgl00000apqdc', 'begins with 00d'],
  [`00DgL00000Apqdc${suffixOf('00DgL00000ApqdC')}`, 'capitals'],
  ['0'.repeat(100_000), '100000 characters'],
])('an org id that cannot be right is found before anything is asked: %.30s', async (orgId, word) => {
  const { findings, tokens, facts } = await look({}, { orgId });
  expect(findings[0]).toMatchObject({ id: 'org-id-malformed', certainty: 'found' });
  expect(findings[0]?.seen).toContain(word);
  expect([tokens, facts.reach]).toEqual([0, undefined]);
});

test('takes the 18-character form of the org id', async () => {
  const orgId = `00DgL00000ApqdC${suffixOf('00DgL00000ApqdC')}`;
  expect((await look({}, { orgId })).ids).toEqual([]);
});

test.each(['', '1Agent', 'Custom Agent', 'Ägent'])(
  'a developer name that cannot be right is found before anything is asked: %j',
  async (esDeveloperName) => {
    const { ids, tokens } = await look({}, { esDeveloperName });
    expect([ids, tokens]).toEqual([['found developer-name-malformed'], 0]);
  },
);

test.each(['acme.my.salesforce.com', 'acme.lightning.force.com', 'acme.my.site.com'])(
  'the host %s of an org is found before anything is asked',
  async (host) => {
    const { ids, facts } = await examine(targetAt(`https://${host}`));
    expect([ids, facts.reach]).toEqual([['found wrong-host'], undefined]);
  },
);

test('pages that may not call are named, by the pre-flights and by the answer itself', async () => {
  const refused = await look(faulty('no-cors'), {}, { origin: ORIGIN });
  expect(refused.ids).toEqual(['found cors-refused']);
  expect(refused.findings[0]?.seen).toMatch(/no Access-Control-Allow-Origin \(and \d more\)/);
  const answerOnly = await look(faulty(`no-cors,operation=${TOKEN}`), {}, { origin: ORIGIN });
  expect(answerOnly.findings[0]?.seen).toContain('the answer itself');
  expect((await look(faulty('no-cors'))).ids).toEqual([]);
});

test('a given token is used in place of a new one', async () => {
  const token = `${Buffer.from('{}').toString('base64url')}.${Buffer.from('{"exp":1}').toString('base64url')}.x`;
  const { ids, tokens, facts } = await look({}, {}, { token });
  expect([ids[0], tokens]).toEqual(['found token-expired', 0]);
  expect(JSON.stringify(facts)).not.toContain(token);
  expect((await look({}, {}, { token: 'garbled' })).ids[0]).toBe('1 token-refused');
});
