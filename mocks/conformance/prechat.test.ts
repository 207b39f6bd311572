import { expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { judgeResponse } from '../../schemas/judge-response.ts';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { startStandIn } from '../server/stand-in.ts';
import {
  API,
  newConversation,
  send,
  sendText,
  TOKEN_PATH,
  TOKEN_REQUEST,
  type ConversationCall,
} from './guest.fixture.ts';

const { esDeveloperName } = DEPLOYMENT;

async function endSession(baseUrl: string, { token, conversationId }: ConversationCall): Promise<void> {
  const path = `${API}/conversation/${conversationId}/session?esDeveloperName=${esDeveloperName}` as const;
  await send(baseUrl, `DELETE ${path}`, { token });
}

async function resend(baseUrl: string, { token, conversationId }: ConversationCall): Promise<Response> {
  const message = {
    id: '0b6d6c7e-0a63-4f4e-8a7c-0a0f6d0f2c11',
    messageType: 'StaticContentMessage',
    staticContent: { formatType: 'Text', text: 'Hello again' },
  };
  const routingAttributes = { _firstName: 'Maria', _lastName: 'Muster' };
  const body = { message, esDeveloperName, isNewMessagingSession: true, routingAttributes };
  return send(baseUrl, `POST ${API}/conversation/${conversationId}/message`, { token, body });
}

test.each(['Conversation', 'Session'] as const)(
  'shows the form for each %s in the token answer',
  async (prechat) => {
    await using server = await startStandIn({ prechat });
    const response = await send(server.baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST });
    const body = await response.text();
    const { context } = JSON.parse(body) as components['schemas']['TokenResponse'];
    const config = context?.configuration?.embeddedServiceConfig;
    expect(config?.forms?.[0]?.displayContext).toBe(prechat);
    expect(config?.forms?.[0]?.formFields?.map(({ type }) => type)).toEqual([
      'Text',
      'Text',
      'Email',
      'Phone',
      'Number',
      'Checkbox',
      'ChoiceList',
    ]);
    expect(config?.choiceListConfig?.choiceList?.[0]?.choiceListValues).toHaveLength(2);
    const operation = OPERATIONS.generateAccessTokenForUnauthenticatedUser;
    expect(judgeResponse({ operation, status: 200, contentType: 'application/json', body })).toEqual([]);
  },
);

test('answers 417 to a message when there is no session and a form is due for each', async () => {
  await using server = await startStandIn({ prechat: 'Session' });
  const call = await newConversation(server.baseUrl);
  expect((await sendText(server.baseUrl, call)).status).toBe(202);
  await endSession(server.baseUrl, call);
  expect((await sendText(server.baseUrl, call)).status).toBe(417);
  expect(server.totals().undocumented).toBe(0);
});

test('takes the message again as the first of a new session', async () => {
  await using server = await startStandIn({ prechat: 'Session' });
  const call = await newConversation(server.baseUrl);
  await endSession(server.baseUrl, call);
  expect((await resend(server.baseUrl, call)).status).toBe(202);
  expect(server.totals().events['CONVERSATION_ROUTING_RESULT']).toBe(2);
  expect((await sendText(server.baseUrl, call)).status).toBe(202);
});

test.each(['Conversation', undefined] as const)(
  'begins a new session unasked when the form is due for each %s',
  async (prechat) => {
    await using server = await startStandIn(prechat === undefined ? {} : { prechat });
    const call = await newConversation(server.baseUrl);
    await endSession(server.baseUrl, call);
    expect((await sendText(server.baseUrl, call)).status).toBe(202);
  },
);
