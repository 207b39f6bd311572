import { expect, test } from 'vitest';
import { startStandIn } from '../server/stand-in.ts';
import { createFakeClock, type FakeClock } from './clock.fixture.ts';
import {
  API,
  create,
  messageOf,
  newConversation,
  newToken,
  send,
  sendText,
  TOKEN_PATH,
  TOKEN_REQUEST,
} from './guest.fixture.ts';

const CONTINUATION = `GET ${API}/authorization/continuation-access-token` as const;

/** Statuses of so many calls, one after the other. */
async function statuses(count: number, call: () => Promise<Response>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let made = 0; made < count; made += 1) found.push((await call()).status);
  return found;
}

function limited(clock: FakeClock = createFakeClock()): ReturnType<typeof startStandIn> {
  return startStandIn({ hasLimits: true, clock });
}

function conversationId(number: number): string {
  return `8d2ddf0c-7b0e-4f63-a1ef-${String(number).padStart(12, '0')}`;
}

test('lets an org have 200 access tokens a minute, and the next one when the first is a minute old', async () => {
  const clock = createFakeClock();
  await using server = await limited(clock);
  const ask = () => send(server.baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST });
  expect(new Set(await statuses(200, ask))).toEqual(new Set([200]));
  const refused = await ask();
  expect([refused.status, await messageOf(refused)]).toEqual([429, expect.stringContaining('Too many')]);
  clock.advance(59_999);
  expect((await ask()).status).toBe(429);
  clock.advance(1);
  expect((await ask()).status).toBe(200);
  expect(server.totals().undocumented).toBe(0);
});

test('lets an org renew 200 tokens a minute', async () => {
  await using server = await limited();
  const token = await newToken(server.baseUrl);
  const renew = () => send(server.baseUrl, CONTINUATION, { token });
  expect((await statuses(201, renew)).lastIndexOf(200)).toBe(199);
});

test('lets a page start three conversations in 30 s, and another tab of the same guest three more', async () => {
  const clock = createFakeClock();
  await using server = await limited(clock);
  const token = await newToken(server.baseUrl);
  let number = 0;
  const start = () => create(server.baseUrl, { token, conversationId: conversationId((number += 1)) });
  expect(await statuses(4, start)).toEqual([201, 201, 201, 429]);
  const { accessToken } = (await (await send(server.baseUrl, CONTINUATION, { token })).json()) as {
    accessToken: string;
  };
  const elsewhere = () =>
    create(server.baseUrl, { token: accessToken, conversationId: conversationId((number += 1)) });
  expect(await statuses(4, elsewhere)).toEqual([201, 201, 201, 429]);
  clock.advance(30_000);
  expect((await start()).status).toBe(201);
});

test('does not count a conversation that is created again', async () => {
  await using server = await limited();
  const call = await newConversation(server.baseUrl);
  expect(await statuses(5, () => create(server.baseUrl, call))).toEqual([201, 201, 201, 201, 201]);
});

test('lets a conversation have 22 messages a minute; another conversation has its own', async () => {
  const clock = createFakeClock();
  await using server = await limited(clock);
  const call = await newConversation(server.baseUrl);
  const say = () => sendText(server.baseUrl, call);
  expect((await statuses(23, say)).lastIndexOf(202)).toBe(21);
  const other = { token: call.token, conversationId: conversationId(1) };
  await create(server.baseUrl, other);
  expect((await sendText(server.baseUrl, other)).status).toBe(202);
  clock.advance(60_000);
  expect((await say()).status).toBe(202);
});

test('holds no limits unless it is told to', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  expect(new Set(await statuses(30, () => sendText(server.baseUrl, call)))).toEqual(new Set([202]));
});
