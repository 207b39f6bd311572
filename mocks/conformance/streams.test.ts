import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { startStandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import {
  API,
  STREAM_PATH,
  create,
  entryOf,
  messageOf,
  newConversation,
  newToken,
  openStream,
  send,
  sendText,
} from './guest.fixture.ts';

test('opens with 200, an event-stream content type and a first ping', async () => {
  await using server = await startStandIn();
  await using stream = await openStream(server.baseUrl, { token: await newToken(server.baseUrl) });
  expect(stream.response.status).toBe(200);
  expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(await stream.nextOfAny()).toEqual({ name: 'ping', id: undefined, data: '0' });
});

test('pings again after every interval', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({ clock, pingIntervalMs: 10_000 });
  await using stream = await openStream(server.baseUrl, { token: await newToken(server.baseUrl) });
  await stream.nextOfAny();
  clock.advance(20_000);
  const pings = [await stream.nextOfAny(), await stream.nextOfAny()];
  expect(pings.map((ping) => ping?.name)).toEqual(['ping', 'ping']);
});

test('replays what came after Last-Event-Id, in order, and then goes on live', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await using first = await openStream(server.baseUrl, { token: call.token, lastEventId: '0' });
  const seen = await first.take(4);
  await using second = await openStream(server.baseUrl, { token: call.token, lastEventId: seen[0]!.id! });
  await sendText(server.baseUrl, call);
  const events = await second.take(4);
  expect(events.slice(0, 3)).toEqual(seen.slice(1));
  expect(events[3]?.name).toBe('CONVERSATION_MESSAGE');
});

test('replays nothing without Last-Event-Id', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  expect((await stream.next())?.name).toBe('CONVERSATION_MESSAGE');
});

test('gives ids of digits that rise', async () => {
  await using server = await startStandIn();
  const { token } = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token, lastEventId: '0' });
  const ids = (await stream.take(3)).map(({ id }) => id!);
  expect(ids.every((id) => /^\d+$/.test(id))).toBe(true);
  expect(ids.map(Number)).toEqual(ids.map(Number).sort((a, b) => a - b));
});

test('delivers a message once to every tab of its guest and to nobody else', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  const answer = await send(server.baseUrl, `GET ${API}/authorization/continuation-access-token`, call);
  const { accessToken } = (await answer.json()) as { readonly accessToken: string };
  await using tabOne = await openStream(server.baseUrl, call);
  await using tabTwo = await openStream(server.baseUrl, { token: accessToken });
  const other = await newConversation(server.baseUrl);
  await using stranger = await openStream(server.baseUrl, other);
  await sendText(server.baseUrl, call);
  await create(server.baseUrl, { ...other, conversationId: '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11' });
  const [one, two, foreign] = [await tabOne.take(2), await tabTwo.take(2), await stranger.next()];
  expect(one).toEqual(two);
  expect(one.map((event) => entryOf(event).sender.role)).toEqual(['EndUser', 'Chatbot']);
  expect(foreign?.name).toBe('CONVERSATION_ROUTING_RESULT');
});

test('refuses another org id than the one of the token, and a missing one, with 400', async () => {
  await using server = await startStandIn();
  const token = await newToken(server.baseUrl);
  const headers = { 'x-org-id': '00D000000000000' };
  const other = await send(server.baseUrl, `GET ${STREAM_PATH}`, { token, headers });
  expect([other.status, await messageOf(other)]).toEqual([400, expect.stringContaining('do not match')]);
  expect((await send(server.baseUrl, `GET ${STREAM_PATH}`, { token })).status).toBe(400);
});

test('counts a stream that its reader has left as closed', async () => {
  await using server = await startStandIn();
  const stream = await openStream(server.baseUrl, { token: await newToken(server.baseUrl) });
  await stream[Symbol.asyncDispose]();
  await vi.waitUntil(() => server.totals().streamsClosed === 1);
});

test('ends its streams in an orderly way when it stops', async () => {
  const server = await startStandIn();
  await using stream = await openStream(server.baseUrl, { token: await newToken(server.baseUrl) });
  await server.close();
  expect(await stream.next()).toBeUndefined();
});

test('lets pages of any origin call it, and answers their pre-flights', async () => {
  await using server = await startStandIn();
  const preflight = await fetch(`${server.baseUrl}${STREAM_PATH}`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://shop.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization, cache-control, x-org-id, last-event-id',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  const allowed = preflight.headers.get('access-control-allow-headers');
  for (const name of ['authorization', 'content-type', 'cache-control', 'x-org-id', 'last-event-id']) {
    expect(allowed).toContain(name);
  }
  const answer = await send(server.baseUrl, `GET ${API}/nowhere`, {
    headers: { origin: 'https://shop.example' },
  });
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
});

test('cuts a reader that lets a megabyte pile up', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  const slow = await send(server.baseUrl, `GET ${STREAM_PATH}`, {
    token: call.token,
    headers: { 'x-org-id': DEPLOYMENT.orgId },
  });
  const text = 'x'.repeat(200_000);
  // The kernel's own buffers take some megabytes before anything piles up.
  for (let sent = 0; server.totals().streamsClosed === 0 && sent < 200; sent += 1) {
    expect((await sendText(server.baseUrl, call, randomUUID(), text)).status).toBe(202);
  }
  expect(server.totals().streamsClosed).toBe(1);
  await slow.body?.cancel().catch(() => undefined);
});
