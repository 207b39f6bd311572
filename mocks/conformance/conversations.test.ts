import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { judgeEvent } from '../../schemas/judge-event.ts';
import { startStandIn } from '../server/stand-in.ts';
import {
  API,
  close,
  create,
  entryOf,
  newConversation,
  newToken,
  openStream,
  send,
  sendText,
} from './guest.fixture.ts';
import { staffWhoThinks } from './staff.fixture.ts';

test('announces routing, the active session and the agent after a conversation was created', async () => {
  await using server = await startStandIn();
  const { token } = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token, lastEventId: '0' });
  const events = await stream.take(4);
  expect(events.map(({ name }) => name)).toEqual([
    'CONVERSATION_ROUTING_RESULT',
    'CONVERSATION_ROUTING_WORK_RESULT',
    'CONVERSATION_SESSION_STATUS_CHANGED',
    'CONVERSATION_PARTICIPANT_CHANGED',
  ]);
});

test('creates a conversation once, however often it is asked', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  expect((await create(server.baseUrl, call)).status).toBe(201);
  expect(server.totals().events['CONVERSATION_ROUTING_RESULT']).toBe(1);
});

test('accepts a message with 202, echoes it under its id, and has the agent reply', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  const id = randomUUID();
  const response = await sendText(server.baseUrl, call, id);
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({
    conversationEntries: [{ id, clientTimestamp: expect.any(Number) }],
  });
  const [echo, reply] = await stream.take(2);
  expect([entryOf(echo!).identifier, entryOf(echo!).sender.role]).toEqual([id, 'EndUser']);
  expect([reply?.name, entryOf(reply!).sender.role]).toEqual(['CONVERSATION_MESSAGE', 'Chatbot']);
});

test('echoes a message once when it is sent twice under the same id', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  const id = randomUUID();
  await sendText(server.baseUrl, call, id);
  expect((await sendText(server.baseUrl, call, id)).status).toBe(202);
  const [, reply] = await stream.take(2);
  expect(entryOf(reply!).sender.role).toBe('Chatbot');
});

test('echoes a message in each conversation that it is sent to, though its id is the same', async () => {
  await using server = await startStandIn({ staff: staffWhoThinks(3_600_000) });
  const call = await newConversation(server.baseUrl);
  const other = { token: call.token, conversationId: randomUUID() };
  await create(server.baseUrl, other);
  const id = randomUUID();
  await using stream = await openStream(server.baseUrl, { token: call.token });
  for (const each of [call, other]) await sendText(server.baseUrl, each, id);
  await vi.waitUntil(() => (server.totals().events['CONVERSATION_MESSAGE'] ?? 0) >= 2);
  const echoes = (await stream.take(2)).filter((event) => entryOf(event).identifier === id);
  expect(echoes.length).toBe(2);
});

test('closes with 204, announces the end, and takes no message afterwards', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  expect((await close(server.baseUrl, call)).status).toBe(204);
  const events = await stream.take(3);
  expect(events.map(({ name }) => name)).toEqual([
    'CONVERSATION_CLOSE_CONVERSATION',
    'CONVERSATION_SESSION_STATUS_CHANGED',
    'CONVERSATION_PARTICIPANT_CHANGED',
  ]);
  expect((await sendText(server.baseUrl, call)).status).toBe(400);
});

test('refuses a conversation of somebody else with 403', async () => {
  await using server = await startStandIn();
  const { conversationId } = await newConversation(server.baseUrl);
  const stranger = { token: await newToken(server.baseUrl), conversationId };
  const answers = await Promise.all([create, sendText, close].map((call) => call(server.baseUrl, stranger)));
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
});

test('answers 404 to an unknown conversation', async () => {
  await using server = await startStandIn();
  const call = { token: await newToken(server.baseUrl), conversationId: randomUUID() };
  expect((await sendText(server.baseUrl, call)).status).toBe(404);
  expect((await close(server.baseUrl, call)).status).toBe(404);
});

test('refuses an upper-case conversation id with 400', async () => {
  await using server = await startStandIn();
  const call = { token: await newToken(server.baseUrl), conversationId: randomUUID().toUpperCase() };
  expect((await create(server.baseUrl, call)).status).toBe(400);
  expect((await sendText(server.baseUrl, call)).status).toBe(400);
});

test('refuses a close without the deployment with 400', async () => {
  await using server = await startStandIn();
  const { token, conversationId } = await newConversation(server.baseUrl);
  const response = await send(server.baseUrl, `DELETE ${API}/conversation/${conversationId}`, { token });
  expect(response.status).toBe(400);
});

test('sends only events that keep the contract, and answers only as the document says', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token, lastEventId: '0' });
  await sendText(server.baseUrl, call);
  const events = await stream.take(6);
  await close(server.baseUrl, call);
  const all = [...events, ...(await stream.take(3))];
  expect(all.flatMap(({ name, data }) => judgeEvent(name, data).violations)).toEqual([]);
  expect(server.totals().undocumented).toBe(0);
});
