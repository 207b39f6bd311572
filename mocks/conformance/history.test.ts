import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { judgeResponse } from '../../schemas/judge-response.ts';
import { startStandIn } from '../server/stand-in.ts';
import {
  API,
  close,
  create,
  newConversation,
  newToken,
  send,
  sendText,
  type ConversationCall,
} from './guest.fixture.ts';

type Schemas = components['schemas'];

async function conversations(
  baseUrl: string,
  token: string,
  query = '',
): Promise<Schemas['ConversationList']> {
  const response = await send(baseUrl, `GET ${API}/conversation/list${query}`, { token });
  expect(response.status).toBe(200);
  return (await response.json()) as Schemas['ConversationList'];
}

async function entries(
  baseUrl: string,
  { token, conversationId }: ConversationCall,
  query = '',
): Promise<Schemas['EntryList']['conversationEntries']> {
  const response = await send(baseUrl, `GET ${API}/conversation/${conversationId}/entries${query}`, {
    token,
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as Schemas['EntryList']).conversationEntries;
}

test('lists open conversations, the oldest first, and closed ones when asked', async () => {
  await using server = await startStandIn();
  const token = await newToken(server.baseUrl);
  const [first, second] = [randomUUID(), randomUUID()];
  for (const conversationId of [first, second]) await create(server.baseUrl, { token, conversationId });
  await close(server.baseUrl, { token, conversationId: first });
  const open = await conversations(server.baseUrl, token);
  expect(open).toMatchObject({ openConversationsFound: 1, closedConversationsFound: 1 });
  expect(open.conversations.map(({ conversationId }) => conversationId)).toEqual([second]);
  const all = await conversations(server.baseUrl, token, '?inclClosedConvs=true');
  expect(all.conversations.map(({ conversationId }) => conversationId)).toEqual([first, second]);
  expect(all.conversations.map(({ endTimestamp }) => typeof endTimestamp)).toEqual(['number', 'object']);
});

test('lists one conversation, a few, or those of a time, as asked', async () => {
  await using server = await startStandIn();
  const token = await newToken(server.baseUrl);
  const ids = [randomUUID(), randomUUID(), randomUUID()];
  for (const conversationId of ids) await create(server.baseUrl, { token, conversationId });
  const listed = async (query: string) =>
    (await conversations(server.baseUrl, token, query)).conversations.map(
      ({ conversationId }) => conversationId,
    );
  expect(await listed(`?conversationId=${ids[1]}`)).toEqual([ids[1]]);
  expect(await listed('?limit=2')).toEqual(ids.slice(0, 2));
  expect(await listed('?endTimestamp=1000')).toEqual([]);
  expect(await listed('?startTimestamp=1000')).toEqual(ids);
});

test('lists nothing of other guests', async () => {
  await using server = await startStandIn();
  await newConversation(server.baseUrl);
  expect(await conversations(server.baseUrl, await newToken(server.baseUrl))).toEqual({
    openConversationsFound: 0,
    closedConversationsFound: 0,
    conversations: [],
  });
});

test('lists entries newest first, their payloads as objects, and keeps the contract', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  const id = randomUUID();
  await sendText(server.baseUrl, call, id);
  const listed = await entries(server.baseUrl, call);
  expect(listed[0]).toMatchObject({
    identifier: id,
    entryType: 'Message',
    entryPayload: { entryType: 'Message', id },
  });
  expect(listed.at(-1)?.entryType).toBe('RoutingResult');
  const body = JSON.stringify({ conversationEntries: listed });
  const answer = {
    operation: OPERATIONS.listConversationEntries,
    status: 200,
    contentType: 'application/json',
    body,
  };
  expect(judgeResponse(answer)).toEqual([]);
});

test('lists entries from the start, of some types, and few, as asked', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await sendText(server.baseUrl, call);
  const types = async (query: string) =>
    (await entries(server.baseUrl, call, query)).map(({ entryType }) => entryType);
  expect(await types('?direction=FromStart&limit=2')).toEqual(['RoutingResult', 'RoutingWorkResult']);
  expect(await types('?entryTypeFilter=Message,RoutingResult')).toEqual(['Message', 'RoutingResult']);
  expect(await types('?endTimestamp=1000')).toEqual([]);
});

test.each(['limit=51', 'limit=few', 'direction=Sideways', 'startTimestamp=yesterday'])(
  'refuses a list of entries with %s',
  async (query) => {
    await using server = await startStandIn();
    const { token, conversationId } = await newConversation(server.baseUrl);
    const path = `${API}/conversation/${conversationId}/entries?${query}` as const;
    expect((await send(server.baseUrl, `GET ${path}`, { token })).status).toBe(400);
  },
);

test('tells the routing status of a conversation', async () => {
  await using server = await startStandIn();
  const { token, conversationId } = await newConversation(server.baseUrl);
  const response = await send(server.baseUrl, `GET ${API}/conversation/${conversationId}`, { token });
  expect(await response.json()).toEqual({ conversationId, routingStatus: 'ROUTED' });
});
