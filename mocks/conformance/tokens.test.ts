import { createSigner } from 'fast-jwt';
import { expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { startStandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import {
  API,
  STREAM_PATH,
  TOKEN_PATH,
  TOKEN_REQUEST,
  claimsOf,
  messageOf,
  newToken,
  send,
} from './guest.fixture.ts';

const CONTINUATION = `GET ${API}/authorization/continuation-access-token` as const;

test('issues a guest token whose claims name guest, org and deployment', async () => {
  await using server = await startStandIn();
  const response = await send(server.baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST });
  const body = (await response.json()) as components['schemas']['TokenResponse'];
  const claims = claimsOf(body.accessToken);
  expect(response.status).toBe(200);
  expect(body.lastEventId).toBe('0');
  expect(claims['sub']).toMatch(/^v2\/iamessage\/UNAUTH\/NA\/uid:[0-9a-f-]{36}$/);
  expect(claims['sub']).toBe(body.context?.endUser?.subject);
  expect(claims['orgId']).toBe(TOKEN_REQUEST.orgId);
  expect(String(claims['clientId']).split('/')[1]).toBe(TOKEN_REQUEST.esDeveloperName);
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3600);
  expect(body.accessToken.length).toBeGreaterThan(1700);
  expect(body.accessToken.length).toBeLessThan(1850);
});

test('takes the 18-character org id and answers with 15', async () => {
  await using server = await startStandIn();
  const body = { ...TOKEN_REQUEST, orgId: `${TOKEN_REQUEST.orgId}MAA` };
  const response = await send(server.baseUrl, `POST ${TOKEN_PATH}`, { body });
  const { accessToken } = (await response.json()) as components['schemas']['TokenResponse'];
  expect(claimsOf(accessToken)['orgId']).toBe(TOKEN_REQUEST.orgId);
});

test('issues a guest token whether or not an Authorization header comes along', async () => {
  await using server = await startStandIn();
  const response = await send(server.baseUrl, `POST ${TOKEN_PATH}`, { token: 'any', body: TOKEN_REQUEST });
  expect(response.status).toBe(200);
});

test.each([
  ['another org', { orgId: '00D000000000000' }],
  ['another deployment', { esDeveloperName: 'Other_ESD' }],
  ['a missing member', { platform: undefined }],
  ['an unknown member', { surprise: 1 }],
  ['a member of the wrong type', { capabilitiesVersion: 1 }],
])('refuses %s with 400', async (_, change) => {
  await using server = await startStandIn();
  const response = await send(server.baseUrl, `POST ${TOKEN_PATH}`, {
    body: { ...TOKEN_REQUEST, ...change },
  });
  expect(response.status).toBe(400);
  expect(await messageOf(response)).not.toBe('');
});

test.each([
  ['no JSON', '{"orgId":', 'application/json'],
  ['another media type', 'orgId=1', 'application/x-www-form-urlencoded'],
  ['a garbled media type', '{}', ';;;'],
  ['a body beyond the limit', JSON.stringify({ orgId: 'x'.repeat(300_000) }), 'application/json'],
])('refuses %s with 400', async (_, body, type) => {
  await using server = await startStandIn();
  const response = await send(server.baseUrl, `POST ${TOKEN_PATH}`, {
    body,
    headers: { 'content-type': type },
  });
  expect(response.status).toBe(400);
});

test('continues a token with the same subject and expiry and a new client id', async () => {
  await using server = await startStandIn();
  const token = await newToken(server.baseUrl);
  const response = await send(server.baseUrl, CONTINUATION, { token });
  const body = (await response.json()) as components['schemas']['ContinuationTokenResponse'];
  const [before, after] = [claimsOf(token), claimsOf(body.accessToken)];
  expect([after['sub'], after['exp']]).toEqual([before['sub'], before['exp']]);
  expect(after['clientId']).not.toBe(before['clientId']);
});

const FORGED = createSigner({ key: 'another secret', algorithm: 'HS256' })({ sub: 'x', exp: 9e9 });
const UNSIGNED = createSigner({ algorithm: 'none' })({ sub: 'x', exp: 9e9 });

test.each([
  ['no token', undefined],
  ['a garbled token', 'garbled'],
  ['a token signed by another key', FORGED],
  ['a token with alg none', UNSIGNED],
  ['a huge token', 'x'.repeat(12_000)],
])('refuses %s with 401 wherever one is needed', async (_, token) => {
  await using server = await startStandIn();
  const id = '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11';
  const operations = [
    CONTINUATION,
    `POST ${API}/conversation`,
    `POST ${API}/conversation/${id}/message`,
    `DELETE ${API}/conversation/${id}`,
    `GET ${STREAM_PATH}`,
  ] as const;
  for (const operation of operations) {
    const response = await send(server.baseUrl, operation, { token });
    expect(response.status, operation).toBe(401);
    expect(await messageOf(response)).not.toBe('');
  }
});

test('refuses a token with 401 as soon as it has expired by its own clock', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({ clock });
  const token = await newToken(server.baseUrl);
  clock.advance(3_599_000);
  expect((await send(server.baseUrl, CONTINUATION, { token })).status).toBe(200);
  clock.advance(1_000);
  const late = await send(server.baseUrl, CONTINUATION, { token });
  expect(late.status).toBe(401);
  expect(await messageOf(late)).toContain('expired');
});

test('answers an unknown path with 404 and a wrong method with 405, token or not', async () => {
  await using server = await startStandIn();
  expect((await send(server.baseUrl, `GET ${API}/nowhere`)).status).toBe(404);
  expect((await send(server.baseUrl, `GET ${TOKEN_PATH}`)).status).toBe(405);
});

test('gives the same subjects for the same seed and others for another', async () => {
  const subjects = async (seed: number): Promise<readonly unknown[]> => {
    await using server = await startStandIn({ seed });
    return [claimsOf(await newToken(server.baseUrl))['sub'], claimsOf(await newToken(server.baseUrl))['sub']];
  };
  const first = await subjects(7);
  expect(await subjects(7)).toEqual(first);
  expect(await subjects(8)).not.toEqual(first);
});
