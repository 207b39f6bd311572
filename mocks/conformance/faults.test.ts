import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parseFault } from '../faults/parse.ts';
import { startStandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import {
  TOKEN_PATH,
  TOKEN_REQUEST,
  close,
  entryOf,
  newConversation,
  newToken,
  openStream,
  send,
  sendText,
} from './guest.fixture.ts';
import { staffWhoThinks } from './staff.fixture.ts';

type Line = Readonly<Record<string, unknown>>;

function linesOf(file: string): readonly Line[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function truthFile(): { readonly file: string; readonly [Symbol.dispose]: () => void } {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'stand-in-'));
  return { file: join(folder.path, 'truth.ndjson'), [Symbol.dispose]: () => folder.remove() };
}

test('lost: leaves events out of one stream, each named in the truth by its entry id', async () => {
  using truth = truthFile();
  const server = await startStandIn({ faults: [parseFault('lost=0.5')], truthFile: truth.file, seed: 3 });
  const { token } = await newConversation(server.baseUrl);
  await using complete = await openStream(server.baseUrl, { token, lastEventId: '0' });
  await vi.waitUntil(() => server.totals().deliveries + (server.totals().faults['lost'] ?? 0) === 4);
  await server.close();
  const received: string[] = [];
  for (let event = await complete.next(); event; event = await complete.next()) {
    received.push(entryOf(event).identifier);
  }
  const lost = linesOf(truth.file).flatMap(({ kind, entryId }) => (kind === 'fault' ? [entryId] : []));
  expect(lost.length).toBeGreaterThan(0);
  expect(received).toHaveLength(4 - lost.length);
  expect(received.filter((id) => lost.includes(id))).toEqual([]);
});

test('repeated: delivers an event twice in a row', async () => {
  await using server = await startStandIn({ faults: [parseFault('repeated=1')] });
  const { token } = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token, lastEventId: '0' });
  const ids = (await stream.take(8)).map(({ id }) => id);
  expect([ids[0], ids[2], ids[4], ids[6]]).toEqual([ids[1], ids[3], ids[5], ids[7]]);
  expect(server.totals().faults).toEqual({ repeated: 4 });
});

test('cut: destroys the connection after an event, and a new stream resumes behind it', async () => {
  await using server = await startStandIn({ faults: [parseFault('cut=1')] });
  const { token } = await newConversation(server.baseUrl);
  await using first = await openStream(server.baseUrl, { token, lastEventId: '0' });
  const last = await first.next();
  expect(await first.next()).toBeUndefined();
  await using second = await openStream(server.baseUrl, { token, lastEventId: last!.id! });
  expect((await second.next())?.name).toBe('CONVERSATION_ROUTING_WORK_RESULT');
});

test('stall: holds every answer until the window is over', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({ clock, faults: [parseFault('stall,at=5s,for=2s')] });
  await newToken(server.baseUrl);
  clock.advance(5000);
  const held = newToken(server.baseUrl);
  await vi.waitUntil(() => clock.pending().includes(2000));
  expect(server.totals().requests['generateAccessTokenForUnauthenticatedUser']).toEqual({ '200': 1 });
  clock.advance(2000);
  await held;
});

test('stall: holds events, and delivers each once and in order when it is over', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({
    clock,
    staff: staffWhoThinks(6000),
    faults: [parseFault('stall,at=5s,for=2s')],
  });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, call);
  await sendText(server.baseUrl, call);
  await stream.next();
  clock.advance(6500);
  expect(server.totals().deliveries).toBe(1);
  clock.advance(500);
  expect(entryOf((await stream.next())!).sender.role).toBe('Chatbot');
  expect(server.totals().deliveries).toBe(2);
});

test('stall: replays a held event to a stream that was opened meanwhile, once', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({
    clock,
    staff: staffWhoThinks(6000),
    faults: [parseFault('stall,at=5s,for=2s')],
  });
  const call = await newConversation(server.baseUrl);
  await sendText(server.baseUrl, call);
  clock.advance(6500);
  const before = clock.pending().length;
  const opening = openStream(server.baseUrl, { token: call.token, lastEventId: '0' });
  await vi.waitUntil(() => clock.pending().length > before);
  clock.advance(500);
  await using stream = await opening;
  await close(server.baseUrl, call);
  const names = (await stream.take(7)).map(({ name }) => name);
  expect(names.filter((name) => name === 'CONVERSATION_MESSAGE')).toHaveLength(2);
});

test('silent: never answers the operation it names, and answers the others', async () => {
  await using server = await startStandIn({
    faults: [parseFault('silent,operation=generateAccessTokenForUnauthenticatedUser')],
  });
  const controller = new AbortController();
  const unanswered = fetch(`${server.baseUrl}${TOKEN_PATH}`, {
    method: 'POST',
    signal: controller.signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(TOKEN_REQUEST),
  });
  const failure = expect(unanswered).rejects.toThrow();
  expect((await send(server.baseUrl, 'GET /nowhere')).status).toBe(404);
  const operation = 'generateAccessTokenForUnauthenticatedUser';
  await vi.waitUntil(() => server.totals().requests[operation]?.['silent'] === 1);
  controller.abort();
  await failure;
});

test('refuse: resets connections by their share', async () => {
  await using server = await startStandIn({ faults: [parseFault('refuse=0.999')] });
  await expect(newToken(server.baseUrl)).rejects.toThrow('fetch failed');
  expect(server.totals().faults['refuse']).toBeGreaterThan(0);
});

test('refuse: listens nowhere with share 1', async () => {
  await using server = await startStandIn({ faults: [parseFault('refuse')] });
  await expect(newToken(server.baseUrl)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('faults change no id', async () => {
  const entryIds = async (faults: readonly string[]): Promise<readonly string[]> => {
    await using server = await startStandIn({ faults: faults.map(parseFault), seed: 5 });
    const { token } = await newConversation(server.baseUrl);
    await using stream = await openStream(server.baseUrl, { token, lastEventId: '0' });
    const events = await stream.take(4 * (faults.length + 1));
    return [...new Set(events.map((event) => entryOf(event).identifier))];
  };
  expect(await entryIds(['repeated=1'])).toEqual(await entryIds([]));
});

test('truth: begins with seed and options, ends with totals, and holds no token', async () => {
  using truth = truthFile();
  const server = await startStandIn({ truthFile: truth.file, seed: 9 });
  const call = await newConversation(server.baseUrl);
  await close(server.baseUrl, call);
  await server.close();
  const lines = linesOf(truth.file);
  expect(lines.map(({ kind }) => kind)).toEqual(['start', 'interval', 'end']);
  expect(lines[0]).toMatchObject({ seed: 9, options: { faults: [], agent: 'plain' } });
  expect(lines[2]).toMatchObject({
    requests: { createConversation: { 201: 1 }, closeConversation: { 204: 1 } },
    events: { CONVERSATION_CLOSE_CONVERSATION: 1 },
    eventLoopDelayMs: { p99: expect.any(Number), max: expect.any(Number) },
  });
  expect(readFileSync(truth.file, 'utf8')).not.toContain(call.token.split('.')[2]);
});
