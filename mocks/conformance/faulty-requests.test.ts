import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parseCapacity } from '../capacity/parse.ts';
import { parseFault, parseLatency } from '../faults/parse.ts';
import { startStandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import { connectRaw } from './raw-http.fixture.ts';
import {
  API,
  create,
  newConversation,
  newToken,
  openStream,
  send,
  sendText,
  TOKEN_PATH,
  TOKEN_REQUEST,
} from './guest.fixture.ts';

const TOKEN_OPERATION = 'generateAccessTokenForUnauthenticatedUser';

function askToken(baseUrl: string): Promise<Response> {
  return send(baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST });
}

test('status: answers with the error that was asked for, and the request has no effect', async () => {
  await using server = await startStandIn({
    faults: [parseFault('status,code=429,operation=createConversation')],
  });
  const call = await newConversation(server.baseUrl);
  expect((await create(server.baseUrl, call)).status).toBe(429);
  expect((await sendText(server.baseUrl, call)).status).toBe(404);
  expect(server.totals().events).toEqual({});
});

test('status: hits the share of requests that was asked for, the same ones with the same seed', async () => {
  const statuses = async (seed: number): Promise<readonly number[]> => {
    await using server = await startStandIn({ seed, faults: [parseFault('status=0.3')] });
    const found: number[] = [];
    for (let made = 0; made < 60; made += 1) found.push((await askToken(server.baseUrl)).status);
    expect(server.totals().faults['status']).toBe(found.filter((status) => status === 503).length);
    return found;
  };
  const first = await statuses(1);
  expect(new Set(first)).toEqual(new Set([200, 503]));
  expect(await statuses(1)).toEqual(first);
  expect(await statuses(2)).not.toEqual(first);
});

test('reset: breaks the connection in place of the answer, and the request has had its effect', async () => {
  await using server = await startStandIn({ faults: [parseFault('reset,operation=createConversation')] });
  const token = await newToken(server.baseUrl);
  const call = { token, conversationId: '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11' };
  await expect(create(server.baseUrl, call)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect((await sendText(server.baseUrl, call)).status).toBe(202);
  expect(server.totals().requests['createConversation']).toEqual({ reset: 1 });
});

test('half: sends the head and half of the body, and breaks the connection', async () => {
  await using server = await startStandIn({ faults: [parseFault(`half,operation=${TOKEN_OPERATION}`)] });
  const response = await askToken(server.baseUrl);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('garbled: answers with a body that is no JSON', async () => {
  await using server = await startStandIn({ faults: [parseFault('garbled')] });
  await expect((await askToken(server.baseUrl)).json()).rejects.toThrow(SyntaxError);
});

test('mislabelled: says of a stream that it is text/plain, and streams all the same', async () => {
  await using server = await startStandIn({ faults: [parseFault('mislabelled,operation=streamEvents')] });
  await using stream = await openStream(server.baseUrl, { token: await newToken(server.baseUrl) });
  expect(stream.response.headers.get('content-type')).toBe('text/plain');
  expect((await stream.nextOfAny())?.name).toBe('ping');
});

test('cut-after: destroys a stream when its time is over', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({ clock, faults: [parseFault('cut-after,time=30s')] });
  await using stream = await openStream(server.baseUrl, { token: await newToken(server.baseUrl) });
  clock.advance(29_999);
  expect(server.totals()).toMatchObject({ streamsOpened: 1, streamsClosed: 0, faults: {} });
  clock.advance(1);
  expect(await stream.next()).toBeUndefined();
  expect(server.totals().faults).toEqual({ 'cut-after': 1 });
});

test('no-pings: leaves them out', async () => {
  await using server = await startStandIn({ faults: [parseFault('no-pings')], pingIntervalMs: 5 });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await vi.waitUntil(() => (server.totals().faults['no-pings'] ?? 0) > 3);
  await sendText(server.baseUrl, call);
  expect((await stream.nextOfAny())?.name).toBe('CONVERSATION_MESSAGE');
});

test.each([
  [
    'no-resume: replays nothing, whatever Last-Event-Id says',
    { fault: 'no-resume', lastEventId: '0' },
    'CONVERSATION_MESSAGE',
  ],
  [
    'always-resume: replays everything, without Last-Event-Id too',
    { fault: 'always-resume' },
    'CONVERSATION_ROUTING_RESULT',
  ],
])(
  '%s',
  async (_, { fault, lastEventId }: { readonly fault: string; readonly lastEventId?: string }, first) => {
    await using server = await startStandIn({ faults: [parseFault(fault)] });
    const call = await newConversation(server.baseUrl);
    await using stream = await openStream(server.baseUrl, {
      token: call.token,
      ...(lastEventId !== undefined && { lastEventId }),
    });
    await sendText(server.baseUrl, call);
    expect((await stream.next())?.name).toBe(first);
  },
);

test('latency: a slow share takes its time, and the others take none', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({
    clock,
    faults: [parseLatency(`${TOKEN_OPERATION}=slow:0.5:700ms`)],
  });
  const answers = Array.from({ length: 20 }, () => askToken(server.baseUrl));
  await vi.waitUntil(
    () =>
      clock.pending().filter((ms) => ms === 700).length +
        (server.totals().requests[TOKEN_OPERATION]?.[200] ?? 0) ===
      20,
  );
  const slow = clock.pending().filter((ms) => ms === 700).length;
  expect([slow > 0, slow < 20]).toEqual([true, true]);
  clock.advance(700);
  expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
});

test('a client that leaves while its stream waits to be opened is not counted as a stream', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({ clock, faults: [parseLatency('streamEvents=5s')] });
  const token = await newToken(server.baseUrl);
  const controller = new AbortController();
  const url = `${server.baseUrl}/eventrouter/v1/sse`;
  const headers = { authorization: `Bearer ${token}`, 'x-org-id': TOKEN_REQUEST.orgId };
  const opening = fetch(url, { headers, signal: controller.signal });
  await vi.waitUntil(() => clock.pending().includes(5000));
  controller.abort();
  await expect(opening).rejects.toThrow('abort');
  await using other = await openStreamLater();
  expect(other.response.status).toBe(200);
  expect(server.totals()).toMatchObject({
    streamsOpened: 1,
    streamsClosed: 0,
    requests: { streamEvents: { 200: 1, left: 1 } },
  });

  async function openStreamLater() {
    const later = openStream(server.baseUrl, { token });
    await vi.waitUntil(() => clock.pending().filter((ms) => ms === 5000).length === 2);
    clock.advance(5000);
    return later;
  }
});

test('capacity: a request waits for a server, in the order of arrival and in virtual time', async () => {
  const clock = createFakeClock();
  const capacity = parseCapacity(`servers=1,service=100ms,operation=${TOKEN_OPERATION}`);
  await using server = await startStandIn({ clock, capacity });
  const answered = () => server.totals().requests[TOKEN_OPERATION]?.[200] ?? 0;
  const answers = [askToken(server.baseUrl), askToken(server.baseUrl), askToken(server.baseUrl)];
  await vi.waitUntil(() => [100, 200, 300].every((ms) => clock.pending().includes(ms)));
  expect((await send(server.baseUrl, `GET ${API}/nowhere`)).status).toBe(404);
  clock.advance(200);
  await vi.waitUntil(() => answered() === 2);
  clock.advance(100);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('capacity: a request arrives with its head, however long its body takes', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({ clock, capacity: parseCapacity('servers=1,service=100ms') });
  using slow = await connectRaw(server.baseUrl);
  const head = ['Host: x', 'Content-Type: application/json', 'Content-Length: 2', 'Expect: 100-continue'];
  slow.write(`POST ${TOKEN_PATH} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
  expect((await slow.next())?.status).toBe(100);
  const second = askToken(server.baseUrl);
  await vi.waitUntil(() => clock.pending().includes(200));
  clock.advance(200);
  expect((await second).status).toBe(200);
});

test('capacity: refuses with 503 when the waiting room is full', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({
    clock,
    capacity: parseCapacity('servers=1,service=100ms,queue=1'),
  });
  const served = [askToken(server.baseUrl), askToken(server.baseUrl)];
  await vi.waitUntil(() => clock.pending().includes(200));
  expect((await askToken(server.baseUrl)).status).toBe(503);
  clock.advance(200);
  expect((await Promise.all(served)).map(({ status }) => status)).toEqual([200, 200]);
});

test('truth: holds how long each operation took on the side of the server, injected time included', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'stand-in-'));
  const truthFile = join(folder.path, 'truth.ndjson');
  const clock = createFakeClock();
  const faults = [parseLatency(`${TOKEN_OPERATION}=70ms`)];
  const server = await startStandIn({
    clock,
    truthFile,
    faults,
    capacity: parseCapacity('servers=1,service=50ms'),
  });
  const token = newToken(server.baseUrl);
  await vi.waitUntil(() => clock.pending().includes(50));
  clock.advance(50);
  await vi.waitUntil(() => clock.pending().includes(70));
  clock.advance(70);
  await token;
  await server.close();
  const end = JSON.parse(readFileSync(truthFile, 'utf8').trimEnd().split('\n').at(-1) ?? '') as Record<
    string,
    unknown
  >;
  expect(end).toMatchObject({
    kind: 'end',
    latencies: { [TOKEN_OPERATION]: { count: 1, maxUs: 120_000, sumUs: 120_000, buckets: [[119_808, 1]] } },
    capacity: { busyMs: 50, refused: 0, waits: { count: 1, maxUs: 0 } },
    underWay: {},
    eventLoopUtilization: expect.any(Number),
    heapUsedBytes: expect.any(Number),
    intervals: 1,
  });
});

test('truth: tells what was under way when it stopped', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'stand-in-'));
  const truthFile = join(folder.path, 'truth.ndjson');
  const clock = createFakeClock();
  const server = await startStandIn({ clock, truthFile, faults: [parseLatency(`${TOKEN_OPERATION}=20s`)] });
  const token = newToken(server.baseUrl);
  const failure = expect(token).rejects.toThrow();
  await vi.waitUntil(() => clock.pending().includes(20_000));
  await server.close();
  await failure;
  const end = JSON.parse(readFileSync(truthFile, 'utf8').trimEnd().split('\n').at(-1) ?? '') as Record<
    string,
    unknown
  >;
  expect(end).toMatchObject({ kind: 'end', underWay: { [TOKEN_OPERATION]: 1 } });
});
