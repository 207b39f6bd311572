import { randomUUID } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { parseLatency } from '../faults/parse.ts';
import { systemClock } from '../clock.ts';
import { startStandIn, type StandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import {
  API,
  STREAM_PATH,
  TOKEN_PATH,
  TOKEN_REQUEST,
  close,
  newConversation,
  newToken,
  send,
  sendText,
} from './guest.fixture.ts';
import { ask, connectRaw, exchange, requestText } from './raw-http.fixture.ts';

let server: StandIn;

beforeAll(async () => {
  server = await startStandIn({ controlPort: 0 });
});

afterAll(() => server.close());

const LIST = `${API}/conversation/list`;
const LIST_REQUEST = requestText(`GET ${LIST}`);
const BODY = JSON.stringify(TOKEN_REQUEST);

function streamText(token: string): string {
  return requestText(`GET ${STREAM_PATH}`, [
    `Authorization: Bearer ${token}`,
    `X-Org-Id: ${DEPLOYMENT.orgId}`,
  ]);
}

function guestTokenText(...headers: readonly string[]): string {
  return requestText(`POST ${TOKEN_PATH}`, ['Content-Type: application/json', ...headers], BODY);
}

test('listens on loopback only unless told otherwise', async () => {
  const ports = [server.baseUrl, server.controlUrl ?? ''].map((url) => Number(new URL(url).port));
  const outer = Object.values(networkInterfaces())
    .flatMap((each = []) => each)
    .filter(({ internal }) => !internal);
  expect(new URL(server.baseUrl).hostname).toBe('127.0.0.1');
  for (const { address, family, scopeid } of outer) {
    const host =
      family === 'IPv6' && scopeid !== undefined && scopeid !== 0 ? `${address}%${scopeid}` : address;
    for (const port of ports) expect(await refusalOf(connect({ host, port }))).toMatch(/^E[A-Z]+$/);
  }
});

async function refusalOf(socket: Socket): Promise<string> {
  const [error] = (await Promise.race([once(socket, 'connect'), once(socket, 'error')]).catch(
    (cause: unknown) => [cause],
  )) as [NodeJS.ErrnoException | undefined];
  socket.destroy();
  return error?.code ?? 'connected';
}

const HEAD = `POST ${TOKEN_PATH} HTTP/1.1\r\nHost: stand-in\r\n`;

test.each([
  ['what is no HTTP', 'garbage\r\n\r\n', 400],
  ['a TLS handshake', Buffer.from('1603010200010001fc0303', 'hex'), 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['an unknown method', requestText(`BREW ${LIST}`), 400],
  ['a length and chunks', `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['two lengths', `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `, 400],
  ['a negative length', `${HEAD}Content-Length: -1\r\n\r\n`, 400],
  ['a chunk size that is no number', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`, 400],
  ['an unknown transfer coding', `${HEAD}Transfer-Encoding: gzip\r\n\r\n{}`, 400],
  ['a control character in a header', `${HEAD}X-Note: a\u0001b\r\n\r\n`, 400],
  ['a bare line feed in a header', `${HEAD}X-Note: a\nContent-Length 5\r\n\r\n`, 400],
  ['a path that is no ASCII', requestText(`GET ${API}/conversation/😀`), 400],
  ['a head beyond the limit', requestText(`GET ${LIST}`, [`X-Note: ${'x'.repeat(17_000)}`]), 431],
  ['a path beyond the limit', requestText(`GET /${'x'.repeat(17_000)}`), 431],
  ['a tunnel', requestText('CONNECT example.com:443'), 405],
])('refuses %s, closes that connection and serves the others', async (_, bytes, status) => {
  using other = await connectRaw(server.baseUrl);
  other.write(LIST_REQUEST);
  await other.next();
  const answers = await exchange(server.baseUrl, bytes);
  other.write(LIST_REQUEST);
  expect(answers.map((answer) => answer.status)).toEqual([status]);
  expect(JSON.parse(answers[0]?.body ?? '')).toEqual({ message: expect.any(String) });
  expect((await other.next())?.status).toBe(401);
});

test('closes the connection of a request without Host', async () => {
  const answers = await exchange(server.baseUrl, `GET ${LIST} HTTP/1.1\r\n\r\n`);
  expect(answers.map(({ status }) => status)).toEqual([400]);
});

test.each([
  ['HTTP/0.9', `GET ${LIST}\r\n\r\n`],
  ['HTTP/1.0', `GET ${LIST} HTTP/1.0\r\n\r\n`],
])('answers a request of %s and closes', async (_, bytes) => {
  expect((await exchange(server.baseUrl, bytes)).map(({ status }) => status)).toEqual([401]);
});

test.each([
  ['names its target as a whole URL', `GET http://stand-in${LIST}?limit=5`, []],
  ['asks for an upgrade', `GET ${LIST}`, ['Connection: Upgrade', 'Upgrade: websocket']],
  ['expects what nobody knows', `GET ${LIST}`, ['Expect: the-unexpected']],
])('answers a request that %s as any other', async (_, line, headers) => {
  const token = await newToken(server.baseUrl);
  const answer = await ask(server.baseUrl, requestText(line, [`Authorization: Bearer ${token}`, ...headers]));
  expect(answer?.status).toBe(200);
});

test('asks for the body of a request that waits for it, then answers', async () => {
  using connection = await connectRaw(server.baseUrl);
  connection.write(guestTokenText('Expect: 100-continue').slice(0, -BODY.length));
  expect((await connection.next())?.status).toBe(100);
  connection.write(BODY);
  expect((await connection.next())?.status).toBe(200);
});

test('answers requests that come at once in their order, whatever each takes', async () => {
  await using own = await startStandIn({ faults: [parseLatency(`listConversations=20ms`)] });
  using connection = await connectRaw(own.baseUrl);
  connection.write(
    LIST_REQUEST + requestText('GET /nowhere') + guestTokenText() + requestText(`PUT ${LIST}`),
  );
  const statuses = [];
  for (let count = 0; count < 4; count += 1) statuses.push((await connection.next())?.status);
  expect(statuses).toEqual([401, 404, 200, 405]);
});

test('answers what came before garbage on a connection first', async () => {
  await using own = await startStandIn({ faults: [parseLatency(`listConversations=20ms`)] });
  const answers = await exchange(own.baseUrl, `${LIST_REQUEST}garbage\r\n\r\n`);
  expect(answers.map(({ status }) => status)).toEqual([401, 400]);
});

test('cuts a stream whose client sends garbage, and writes nothing into it', async () => {
  await using own = await startStandIn();
  using connection = await connectRaw(own.baseUrl);
  connection.write(streamText(await newToken(own.baseUrl)));
  await connection.next();
  connection.write('garbage\r\n\r\n');
  await connection.closed;
  expect(connection.rest()).not.toContain('HTTP/1.1');
  await expect.poll(() => own.totals().streamsClosed).toBe(1);
});

test('keeps a connection for many requests, refused ones among them', async () => {
  using connection = await connectRaw(server.baseUrl);
  const texts = [LIST_REQUEST, guestTokenText(), requestText('GET /nowhere'), requestText(`DELETE ${LIST}`)];
  const statuses = [];
  for (let count = 0; count < 50; count += 1)
    for (const text of texts) {
      connection.write(text);
      statuses.push((await connection.next())?.status);
    }
  expect(statuses).toEqual(Array.from({ length: 50 }, () => [401, 200, 404, 405]).flat());
});

const SHORT = { headMs: 40, requestMs: 40 };

test.each([
  ['says nothing', ''],
  ['never ends its head', `${HEAD}X-Note: `],
  ['never ends its body', `${HEAD}Content-Length: 100\r\n\r\n{`],
  ['never ends its chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{`],
])('cuts a client that %s, with 408', async (_, bytes) => {
  await using own = await startStandIn({ connectionLimits: SHORT });
  const answers = await exchange(own.baseUrl, bytes);
  expect(answers.map(({ status }) => status)).toEqual([408]);
});

test('keeps a stream open that is older than the time for a request', async () => {
  await using own = await startStandIn({ connectionLimits: SHORT, pingIntervalMs: 20 });
  const token = await newToken(own.baseUrl);
  using connection = await connectRaw(own.baseUrl);
  connection.write(streamText(token));
  await connection.next();
  // The limits are looked at every 40 ms: by then another slow client is gone twice.
  await exchange(own.baseUrl, HEAD);
  await exchange(own.baseUrl, HEAD);
  expect(own.totals()).toMatchObject({ streamsOpened: 1, streamsClosed: 0 });
});

test.each([
  ['with its length', `Content-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`],
  ['in chunks', `Transfer-Encoding: chunked\r\n\r\n${`2710\r\n${'x'.repeat(10_000)}\r\n`.repeat(30)}`],
])('refuses a body beyond the limit %s with 400, and closes', async (_, rest) => {
  const answers = await exchange(server.baseUrl, `${HEAD}${rest}`);
  expect(answers.map(({ status }) => status)).toEqual([400]);
  expect(answers[0]?.body).toContain('too large');
});

test('accepts no more connections than it may have', async () => {
  await using own = await startStandIn({ connectionLimits: { connections: 2 } });
  using first = await connectRaw(own.baseUrl);
  using second = await connectRaw(own.baseUrl);
  expect(await exchange(own.baseUrl, '')).toEqual([]);
  for (const connection of [first, second]) {
    connection.write(LIST_REQUEST);
    expect((await connection.next())?.status).toBe(401);
  }
});

test('forgets a stream whose client has gone before the answer', async () => {
  const clock = createFakeClock();
  const faults = [parseLatency('streamEvents=5s')];
  await using own = await startStandIn({ clock, faults });
  const guest = await newConversation(own.baseUrl);
  using connection = await connectRaw(own.baseUrl);
  connection.write(streamText(guest.token));
  await expect.poll(() => clock.pending()).toContain(5_000);
  connection.socket.resetAndDestroy();
  await close(own.baseUrl, guest);
  clock.advance(5_000);
  await expect.poll(() => own.totals().requests['streamEvents']).toEqual({ left: 1 });
  // A guest with an open stream would be kept.
  clock.advance(300_000);
  const later = await send(own.baseUrl, `GET ${API}/conversation/${guest.conversationId}`, guest);
  expect(later.status).toBe(404);
  expect(own.totals()).toMatchObject({ streamsOpened: 0, streamsClosed: 0 });
});

test('counts every stream down whose client vanishes, even those that wait behind another', async () => {
  await using own = await startStandIn();
  const token = await newToken(own.baseUrl);
  using connection = await connectRaw(own.baseUrl);
  connection.write(streamText(token).repeat(3));
  await expect.poll(() => own.totals().streamsOpened).toBe(3);
  connection.socket.resetAndDestroy();
  await expect.poll(() => own.totals().streamsClosed).toBe(3);
});

test('cuts a stream whose reader never reads', async () => {
  await using own = await startStandIn();
  const guest = await newConversation(own.baseUrl);
  using connection = await connectRaw(own.baseUrl);
  connection.write(streamText(guest.token));
  await connection.next();
  connection.socket.pause();
  for (let count = 0; count < 120 && own.totals().streamsClosed === 0; count += 1)
    await sendText(own.baseUrl, guest, randomUUID(), 'x'.repeat(200_000));
  expect(own.totals().streamsClosed).toBe(1);
});

test('tells of a failure of its own, even when the request was read to its end', async () => {
  let isBroken = false;
  const precise = () => {
    if (isBroken) throw new Error('no clock');
    return systemClock.precise();
  };
  await using own = await startStandIn({ clock: { ...systemClock, precise } });
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  using connection = await connectRaw(own.baseUrl);
  connection.write(guestTokenText().slice(0, -1));
  // The head is read: the clock was asked for the first time.
  using other = await connectRaw(own.baseUrl);
  other.write(LIST_REQUEST);
  await other.next();
  isBroken = true;
  connection.write('}');
  await connection.closed;
  expect(warned).toHaveBeenCalledWith(expect.objectContaining({ message: 'no clock' }));
  warned.mockRestore();
});
