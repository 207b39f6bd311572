import { expect, test } from 'vitest';
import { parseFault } from '../faults/parse.ts';
import { startStandIn } from '../server/stand-in.ts';
import { newToken, send, TOKEN_PATH, TOKEN_REQUEST } from './guest.fixture.ts';

const PAGE = { origin: 'https://shop.example.test' };

test.each([
  ['deployment-type', 400, 'type'],
  ['verification-on', 400, 'Verification'],
  ['captcha-required', 400, 'captcha'],
  ['unpublished', 404, 'published'],
] as const)('%s: refuses guest tokens with %i, and says why', async (fault, status, word) => {
  await using server = await startStandIn({ faults: [parseFault(fault)] });
  const answer = await send(server.baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ message: expect.stringContaining(word) });
  expect(server.totals().faults[fault]).toBe(1);
});

test('token-expired: issues a token that opens no stream', async () => {
  await using server = await startStandIn({ faults: [parseFault('token-expired')] });
  const token = await newToken(server.baseUrl);
  const answer = await send(server.baseUrl, 'GET /eventrouter/v1/sse', { token });
  expect(answer.status).toBe(401);
  expect(await answer.text()).toContain('expired');
});

test('no-cors: answers pages of no origin, pre-flights included', async () => {
  await using server = await startStandIn({ faults: [parseFault('no-cors')] });
  const url = `${server.baseUrl}${TOKEN_PATH}`;
  const preflight = { ...PAGE, 'access-control-request-method': 'POST' };
  for (const asked of [
    { method: 'OPTIONS', headers: preflight },
    { method: 'POST', headers: PAGE },
  ])
    expect((await fetch(url, asked)).headers.has('access-control-allow-origin')).toBe(false);
});

test('clock-skew: dates answers in the future, by as much as was asked for', async () => {
  await using server = await startStandIn({ faults: [parseFault('clock-skew,time=60m')] });
  const before = Date.now();
  const { headers } = await fetch(`${server.baseUrl}/nothing`);
  const ahead = Date.parse(headers.get('date') ?? '') - before;
  expect(ahead).toBeGreaterThan(59 * 60_000);
});
