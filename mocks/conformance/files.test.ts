import { expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { judgeEvent } from '../../schemas/judge-event.ts';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { startStandIn } from '../server/stand-in.ts';
import {
  API,
  entryOf,
  messageOf,
  newConversation,
  openStream,
  type ConversationCall,
} from './guest.fixture.ts';

const FILE_ID = '6c7e0b6d-0a63-4f4e-8a7c-0a0f6d0f2c11';
const MESSAGE_ID = '0b6d6c7e-0a63-4f4e-8a7c-0a0f6d0f2c11';
const ENTRY = {
  message: { id: MESSAGE_ID, fileId: FILE_ID, text: 'The receipt' },
  esDeveloperName: DEPLOYMENT.esDeveloperName,
  isNewMessagingSession: false,
};

interface Parts {
  readonly entry?: string;
  readonly file?: Blob | string;
}

async function sendFile(baseUrl: string, call: ConversationCall, parts: Parts = {}): Promise<Response> {
  const {
    entry = JSON.stringify(ENTRY),
    file = new Blob(['%PDF-1.7 receipt'], { type: 'application/pdf' }),
  } = parts;
  const form = new FormData();
  form.append('messageEntry', new Blob([entry], { type: 'application/json' }));
  if (typeof file === 'string') form.append('fileData', file);
  else form.append('fileData', file, 'receipt.pdf');
  return fetch(`${baseUrl}${API}/conversation/${call.conversationId}/file`, {
    method: 'POST',
    headers: { authorization: `Bearer ${call.token}` },
    body: form,
  });
}

test('takes a file with 202, and it comes back as a message with an attachment', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  const response = await sendFile(server.baseUrl, call);
  expect([response.status, await response.json()]).toMatchObject([
    202,
    { conversationEntries: [{ id: MESSAGE_ID }] },
  ]);
  const echo = (await stream.next())!;
  expect(judgeEvent(echo.name, echo.data).violations).toEqual([]);
  const entry = entryOf(echo);
  const payload = JSON.parse(entry.entryPayload as string) as components['schemas']['MessagePayload'];
  expect([entry.identifier, payload.abstractMessage?.staticContent]).toMatchObject([
    MESSAGE_ID,
    {
      formatType: 'Attachments',
      text: 'The receipt',
      attachments: [{ id: FILE_ID, name: 'receipt.pdf', mimeType: 'application/pdf' }],
    },
  ]);
  expect(server.totals().undocumented).toBe(0);
});

test('takes a file of 5 MB whose bytes are no text', async () => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  const file = new Blob([Buffer.alloc(5_000_000, 0xff)], { type: 'image/png' });
  expect((await sendFile(server.baseUrl, call, { file })).status).toBe(202);
});

test.each<[string, Parts]>([
  ['a part messageEntry that is no JSON', { entry: '{"message":' }],
  [
    'a messageEntry without a file id',
    { entry: JSON.stringify({ ...ENTRY, message: { id: MESSAGE_ID, text: '' } }) },
  ],
  ['a messageEntry with an unknown member', { entry: JSON.stringify({ ...ENTRY, surprise: 1 }) }],
  ['a part fileData that is no file', { file: 'text' }],
  ['a file beyond the limit', { file: new Blob([Buffer.alloc(5_500_000)]) }],
])('refuses %s with 400', async (_, parts) => {
  await using server = await startStandIn();
  const call = await newConversation(server.baseUrl);
  const response = await sendFile(server.baseUrl, call, parts);
  expect([response.status, await messageOf(response)]).toEqual([400, expect.stringMatching(/./)]);
  expect(server.totals().undocumented).toBe(0);
});

test('refuses a form that lacks a part, or has one more, with 400', async () => {
  await using server = await startStandIn();
  const { token, conversationId } = await newConversation(server.baseUrl);
  const forms: readonly (readonly [string, string])[][] = [[], [['messageEntry', JSON.stringify(ENTRY)]]];
  for (const parts of forms) {
    const body = new FormData();
    for (const [name, value] of [...parts, ['surprise', '1'] as const]) body.append(name, value);
    const url = `${server.baseUrl}${API}/conversation/${conversationId}/file`;
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(400);
  }
});
