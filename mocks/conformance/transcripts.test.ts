import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { startStandIn } from '../server/stand-in.ts';
import {
  API,
  close,
  newConversation,
  newToken,
  send,
  sendText,
  type ConversationCall,
} from './guest.fixture.ts';
import { staffWhoThinks } from './staff.fixture.ts';

const QUERY = `esDeveloperName=${DEPLOYMENT.esDeveloperName}`;

async function transcript(
  baseUrl: string,
  { token, conversationId }: ConversationCall,
  query = QUERY,
): Promise<Response> {
  return send(baseUrl, `GET ${API}/conversation/${conversationId}/transcript?${query}`, { token });
}

async function textOf(response: Response): Promise<string> {
  const pdf = await getDocumentProxy(new Uint8Array(await response.arrayBuffer()));
  return (await extractText(pdf, { mergePages: true })).text;
}

test('gives a PDF of what was said, by whom, in order, of a closed conversation too', async () => {
  await using server = await startStandIn({ staff: staffWhoThinks(3_600_000) });
  const call = await newConversation(server.baseUrl);
  await sendText(server.baseUrl, call, '0b6d6c7e-0a63-4f4e-8a7c-0a0f6d0f2c11', 'Where is my order?');
  await sendText(server.baseUrl, call, '1b6d6c7e-0a63-4f4e-8a7c-0a0f6d0f2c11', 'It is blue.');
  await close(server.baseUrl, call);
  const response = await transcript(server.baseUrl, call);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const text = await textOf(response);
  const places = ['(RoutingResult)', 'Guest', 'Where is my order?', 'It is blue.'].map((part) =>
    text.indexOf(part),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(server.totals().undocumented).toBe(0);
});

test('gives the last 200 entries', async () => {
  await using server = await startStandIn({ staff: staffWhoThinks(3_600_000) });
  const call = await newConversation(server.baseUrl);
  for (let number = 1; number <= 201; number += 1)
    await sendText(server.baseUrl, call, undefined!, `message ${number}.`);
  const text = await textOf(await transcript(server.baseUrl, call));
  expect(text).not.toContain('message 1.');
  expect(text).toContain('message 2.');
  expect(text).toContain('message 201.');
});

test.each([
  ['an unknown conversation', 404],
  ["another guest's conversation", 403],
])('refuses that of %s with %d', async (what, status) => {
  await using server = await startStandIn();
  const { conversationId } = await newConversation(server.baseUrl);
  const id = what === 'an unknown conversation' ? '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11' : conversationId;
  const token = await newToken(server.baseUrl);
  expect((await transcript(server.baseUrl, { token, conversationId: id })).status).toBe(status);
});

test.each([
  ['', 200],
  ['esDeveloperName=Other_ESD', 400],
])('takes it without a deployment, and refuses another one: "%s" %d', async (query, status) => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  expect((await transcript(server.baseUrl, call, query)).status).toBe(status);
});
