import { expect, it } from 'vitest';
import { changed } from '../change.ts';
import { changesBetween } from './changes.ts';
import { describedEvents, readDocument, type Json } from './document.ts';

const DOCUMENT = readDocument();

function changes(pointer: string, replacement: unknown) {
  return changesBetween(DOCUMENT, changed(DOCUMENT, pointer, replacement) as Json);
}

it('sees no change between a version and itself', () => {
  expect(changesBetween(DOCUMENT, readDocument())).toEqual([]);
});

/** What is changed, to what, and what is to be told of it. */
const CHANGES = {
  'a member that requests have to have': {
    pointer: 'SendMessageRequest/required',
    to: ['message', 'esDeveloperName', 'language'],
    told: { effect: 'breaking', id: 'SendMessageRequest/language#presence' },
  },
  'a member that answers no longer have for sure': {
    pointer: 'TokenResponse/required',
    to: ['accessToken'],
    told: { effect: 'breaking', id: 'TokenResponse/lastEventId#presence' },
  },
  'a member of another type': {
    pointer: 'MessagePayload/properties/messageReason/type',
    to: 'number',
    told: { effect: 'breaking', id: 'MessagePayload/messageReason#type' },
  },
  'a member that payloads have for sure from now on': {
    pointer: 'MessagePayload/required',
    to: ['entryType', 'id', 'messageReason'],
    told: { effect: 'stricter', id: 'MessagePayload/messageReason#presence' },
  },
  'a member that requests need no longer have': {
    pointer: 'TypingIndicatorRequest/required',
    to: ['entryType'],
    told: { effect: 'compatible', id: 'TypingIndicatorRequest/id#presence' },
  },
};

it.each(Object.entries(CHANGES))('tells %s', (_, { pointer, to, told }) => {
  expect(changes(`/components/schemas/${pointer}`, to)).toEqual([
    expect.objectContaining({ kind: 'assertion', ...told }),
  ]);
});

it('tells an event that is gone, and one that is new', () => {
  const events = '/paths/~1eventrouter~1v1~1sse/get/x-events';
  const added = changed(DOCUMENT, `${events}/pong`, describedEvents(DOCUMENT)['ping']);
  expect(changesBetween(DOCUMENT, changed(added, `${events}/ping`, undefined) as Json)).toEqual([
    expect.objectContaining({ effect: 'breaking', kind: 'event', id: 'ping' }),
    expect.objectContaining({ effect: 'compatible', kind: 'event', id: 'pong' }),
  ]);
});

const STREAM = '/paths/~1eventrouter~1v1~1sse/get';
const SEND = '/paths/~1iamessage~1api~1v2~1conversation~1{conversationId}~1message/post';
const TOKEN = '/paths/~1iamessage~1api~1v2~1authorization~1unauthenticated~1access-token/post';
const SCHEMAS = '/components/schemas';
const NEW = { type: 'string', 'x-provenance': { mark: 'C', sources: ['S19'] } };

/** Every kind of change: where, to what, and what is to be told of it first. */
it.each([
  [
    'an answer of another shape',
    `${SEND}/responses/202/content/application~1json/schema/$ref`,
    `#${SCHEMAS}/TokenResponse`,
    'breaking body sendMessage 202 application/json',
  ],
  [
    'an answer that must not be empty',
    `${SEND}/responses/202/x-may-be-empty`,
    undefined,
    'breaking body sendMessage 202 application/json',
  ],
  [
    'a request without a body',
    `${SEND}/requestBody`,
    undefined,
    'breaking body sendMessage request application/json',
  ],
  [
    'a media type that is gone',
    '/components/responses/Unauthorized/content/text~1plain',
    undefined,
    'breaking body generateAccessTokenForUnauthenticatedUser 401 text/plain',
  ],
  [
    'a token that is needed',
    `${TOKEN}/security`,
    [{ accessToken: [] }],
    'breaking operation generateAccessTokenForUnauthenticatedUser',
  ],
  ['a status that is gone', `${SEND}/responses/417`, undefined, 'breaking status sendMessage 417'],
  ['an operation that is gone', SEND, undefined, 'breaking operation sendMessage'],
  [
    'a parameter that is gone',
    `${STREAM}/parameters/1`,
    undefined,
    'breaking parameter streamEvents header Last-Event-Id',
  ],
  [
    'a parameter that is required',
    `${STREAM}/parameters/1/required`,
    true,
    'breaking parameter streamEvents header Last-Event-Id',
  ],
  [
    'a parameter that is no longer required',
    `${STREAM}/parameters/0/required`,
    false,
    'compatible parameter streamEvents header X-Org-Id',
  ],
  [
    'a larger limit',
    '/components/parameters/Limit/schema/maximum',
    100,
    'compatible assertion listConversations query limit#maximum',
  ],
  [
    'a smaller limit',
    '/components/parameters/Limit/schema/maximum',
    10,
    'breaking assertion listConversations query limit#maximum',
  ],
  [
    'a further value of a request',
    `${SCHEMAS}/AuthenticatedTokenRequest/properties/authorizationType/enum`,
    ['JWT', 'SAML'],
    'compatible assertion AuthenticatedTokenRequest/authorizationType#enum',
  ],
  [
    'a member that a request may have',
    `${SCHEMAS}/GuestTokenRequest/properties/priority`,
    NEW,
    'compatible member GuestTokenRequest/priority',
  ],
  [
    'a member that a request may no longer have',
    `${SCHEMAS}/GuestTokenRequest/properties/captchaToken`,
    undefined,
    'breaking member GuestTokenRequest/captchaToken',
  ],
  [
    'a member of an answer without a type that is gone',
    `${SCHEMAS}/PrechatField/properties/name`,
    undefined,
    'breaking member PrechatField/name',
  ],
  [
    'a member that answers may have',
    `${SCHEMAS}/TokenContext/properties/priority`,
    NEW,
    'stricter assertion TokenContext/priority#type',
  ],
  [
    'a type that is wider in an answer',
    `${SCHEMAS}/TokenContext/properties/deviceId/type`,
    ['string', 'null'],
    'breaking assertion TokenContext/deviceId#type',
  ],
  [
    'a shape that is no longer told apart',
    `${SCHEMAS}/StaticContent/discriminator/mapping/RichLink`,
    undefined,
    'breaking shape StaticContent formatType=RichLink',
  ],
  [
    'a status that is known better',
    '/components/responses/Conflict/x-provenance/mark',
    'D',
    'stricter status createConversation 409',
  ],
  [
    'a status that is known less',
    '/components/responses/Conflict/x-provenance/mark',
    'U',
    'compatible status createConversation 409',
  ],
])('tells %s', (_, ...[pointer, to, told]) => {
  const [first] = changes(pointer as string, to);
  expect(`${first?.effect} ${first?.kind} ${first?.id}`).toBe(told);
});

it('tells a mark that makes a rule weigh more', () => {
  const mark = '/components/schemas/TokenResponse/properties/accessToken/x-provenance/mark';
  expect(changes(mark, 'D')).toEqual([
    expect.objectContaining({ effect: 'stricter', before: 'string (C)', after: 'string (D)' }),
  ]);
});
