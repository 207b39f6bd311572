import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { staffWhoThinks } from '../conformance/staff.fixture.ts';
import { DEPLOYMENT } from './deployment.ts';
import { LOG_CHARACTERS } from './guests.ts';
import { apply } from './machine.ts';
import { createState, type State } from './state.ts';
import type { Claims } from './token.ts';

const NOW = 1_764_000_000_000;
const CONVERSATION = '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11';
const { esDeveloperName } = DEPLOYMENT;

interface Said {
  readonly state: State;
  readonly claims: Claims;
}

/** A guest who has said something so many times. */
function said(text: string, times: number): Said {
  const state = createState({ seed: 1, staff: staffWhoThinks(1_000) });
  const body = { ...DEPLOYMENT, capabilitiesVersion: '1', platform: 'Web' };
  const issued = apply(state, { kind: 'issueGuestToken', body }, NOW).answer?.body;
  const claims = state.sealer.open((issued as components['schemas']['TokenResponse']).accessToken)!;
  const creation = { conversationId: CONVERSATION, esDeveloperName };
  apply(state, { kind: 'createConversation', claims, body: creation }, NOW);
  const staticContent = { formatType: 'Text', text };
  for (let count = 0; count < times; count += 1) {
    const message = { id: randomUUID(), messageType: 'StaticContentMessage', staticContent } as const;
    const sent = { message, esDeveloperName };
    apply(state, { kind: 'sendMessage', claims, conversationId: CONVERSATION, body: sent }, NOW);
  }
  return { state, claims };
}

function textsOf({ state, claims }: Said): readonly string[] {
  const command = { kind: 'getTranscript', claims, conversationId: CONVERSATION, esDeveloperName } as const;
  const { transcript } = apply(state, command, NOW).answer ?? {};
  return (transcript?.entries ?? []).map(({ text }) => text);
}

test("bounds the characters of a guest's log, and keeps the newest", () => {
  const { state, claims } = said('x'.repeat(200_000), 30);
  const { log, logCharacters } = state.guests.get(claims.sub)!;
  expect(logCharacters).toBeLessThanOrEqual(LOG_CHARACTERS);
  expect(logCharacters).toBe(log.reduce((sum, { data }) => sum + data.length, 0));
  expect(log.at(-1)?.id).toBe(state.lastEventId);
  expect(log.length).toBeGreaterThan(15);
});

test('cuts what is too long for a transcript, and nothing else', () => {
  expect(textsOf(said('x'.repeat(8_192), 1)).at(-1)).toBe('x'.repeat(8_192));
  expect(textsOf(said('x'.repeat(8_193), 1)).at(-1)).toBe(`${'x'.repeat(8_192)}…`);
});

/** So many guests, each with one conversation, that is closed or not. */
function guestsOf(count: number, isClosed: boolean): State {
  const state = createState({ seed: 1, staff: staffWhoThinks(1_000) });
  for (let number = 0; number < count; number += 1) {
    const claims = {
      sub: `v2/iamessage/UNAUTH/NA/uid:${number}`,
      clientId: String(number),
      capabilitiesVersion: '1',
    };
    const conversationId = randomUUID();
    const body = { conversationId, esDeveloperName };
    apply(state, { kind: 'createConversation', claims: claims as Claims, body }, NOW);
    if (isClosed)
      apply(
        state,
        { kind: 'closeConversation', claims: claims as Claims, conversationId, esDeveloperName },
        NOW,
      );
  }
  return state;
}

test.each([
  ['5,000 guests whose conversations are closed', true, 5_000],
  ['20,000 guests who left theirs open', false, 20_000],
])('keeps %s, the newest', (_, isClosed, most) => {
  const state = guestsOf(most + 3, isClosed);
  apply(state, { kind: 'prune' }, NOW);
  expect([state.guests.size, state.conversations.size]).toEqual([most, most]);
  expect(state.guests.keys().next().value).toBe('v2/iamessage/UNAUTH/NA/uid:3');
});

test('keeps 1,000 conversations of a guest, the newest', () => {
  const { state, claims } = said('x', 0);
  for (let count = 0; count < 1_005; count += 1) {
    const body = { conversationId: randomUUID(), esDeveloperName };
    apply(state, { kind: 'createConversation', claims, body }, NOW);
  }
  const guest = state.guests.get(claims.sub);
  expect([guest?.conversations.length, guest?.openConversations, state.conversations.size]).toEqual([
    1_000, 1_000, 1_000,
  ]);
});

test('keeps one who is done for two minutes, beside however many who are not', () => {
  const state = guestsOf(6_000, false);
  const claims = {
    sub: 'v2/iamessage/UNAUTH/NA/uid:done',
    clientId: 'x',
    capabilitiesVersion: '1',
  } as Claims;
  const conversationId = randomUUID();
  apply(state, { kind: 'createConversation', claims, body: { conversationId, esDeveloperName } }, NOW);
  apply(state, { kind: 'closeConversation', claims, conversationId, esDeveloperName }, NOW);
  apply(state, { kind: 'prune' }, NOW + 119_999);
  expect(state.conversations.has(conversationId)).toBe(true);
  apply(state, { kind: 'prune' }, NOW + 120_000);
  expect([state.conversations.has(conversationId), state.guests.size]).toEqual([false, 6_000]);
});

test('forgets a conversation two minutes after its close, though its guest is still there', () => {
  const { state, claims } = said('x', 1);
  apply(state, { kind: 'openStream', claims, orgId: claims.orgId, lastEventId: undefined }, NOW);
  apply(state, { kind: 'closeConversation', claims, conversationId: CONVERSATION, esDeveloperName }, NOW);
  apply(state, { kind: 'prune' }, NOW + 119_999);
  expect(state.conversations.size).toBe(1);
  apply(state, { kind: 'prune' }, NOW + 120_000);
  expect([state.conversations.size, state.guests.get(claims.sub)?.conversations]).toEqual([0, []]);
});

test('forgets revoked tokens once they have expired', () => {
  const { state } = said('x', 0);
  state.revoked.set('page', NOW / 1000 + 60);
  apply(state, { kind: 'prune' }, NOW + 59_999);
  expect(state.revoked.size).toBe(1);
  apply(state, { kind: 'prune' }, NOW + 60_000);
  expect(state.revoked.size).toBe(0);
});
