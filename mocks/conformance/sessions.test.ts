import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { startStandIn } from '../server/stand-in.ts';
import {
  API,
  close,
  newConversation,
  openStream,
  send,
  sendText,
  type ConversationCall,
} from './guest.fixture.ts';

async function endSession(baseUrl: string, { token, conversationId }: ConversationCall): Promise<number> {
  const query = `esDeveloperName=${DEPLOYMENT.esDeveloperName}`;
  const path = `${API}/conversation/${conversationId}/session?${query}` as const;
  return (await send(baseUrl, `DELETE ${path}`, { token })).status;
}

test('ends the session and leaves the conversation open', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  expect(await endSession(server.baseUrl, call)).toBe(204);
  const events = await stream.take(2);
  expect(events.map(({ name }) => name)).toEqual([
    'CONVERSATION_SESSION_STATUS_CHANGED',
    'CONVERSATION_PARTICIPANT_CHANGED',
  ]);
  expect((await sendText(server.baseUrl, call)).status).toBe(202);
});

test('begins a new session with the next message', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await endSession(server.baseUrl, call);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  expect((await stream.take(5)).map(({ name }) => name)).toEqual([
    'CONVERSATION_ROUTING_RESULT',
    'CONVERSATION_ROUTING_WORK_RESULT',
    'CONVERSATION_SESSION_STATUS_CHANGED',
    'CONVERSATION_PARTICIPANT_CHANGED',
    'CONVERSATION_MESSAGE',
  ]);
});

test('ends a session once, and a closed conversation without one', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  expect([await endSession(server.baseUrl, call), await endSession(server.baseUrl, call)]).toEqual([
    204, 204,
  ]);
  await close(server.baseUrl, call);
  const { events } = server.totals();
  expect(events['CONVERSATION_SESSION_STATUS_CHANGED']).toBe(2);
  expect(events['CONVERSATION_CLOSE_CONVERSATION']).toBe(1);
});

test.each([
  ['typing', 'entry', { entryType: 'TypingStartedIndicator', id: randomUUID() }],
  [
    'acknowledgements',
    'acknowledge-entries',
    { acks: [{ id: randomUUID(), entryType: 'Read', conversationEntryId: randomUUID() }] },
  ],
])('takes note of %s, and of none on a closed conversation', async (_, path, body) => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  const noted = async () => {
    const operation = `POST ${API}/conversation/${call.conversationId}/${path}` as const;
    return (await send(server.baseUrl, operation, { token: call.token, body })).status;
  };
  expect(await noted()).toBe(204);
  await close(server.baseUrl, call);
  expect(await noted()).toBe(400);
});
