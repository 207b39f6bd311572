import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import type { Command, Outcome } from './command.ts';
import { DEPLOYMENT } from './deployment.ts';
import { LOG_LENGTH } from './guests.ts';
import { staffOf } from '../conformance/staff.fixture.ts';
import { apply } from './machine.ts';
import { createState, type State } from './state.ts';
import type { Claims } from './token.ts';

const NOW = 1_764_000_000_000;
const HOUR = 3_600_000;
const CONVERSATION = '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11';
const { esDeveloperName } = DEPLOYMENT;

function newState(seed: number): State {
  return createState({ seed, staff: staffOf() });
}

function guest(state: State): Claims {
  const body = { ...DEPLOYMENT, capabilitiesVersion: '1', platform: 'Web' };
  const { answer } = apply(state, { kind: 'issueGuestToken', body }, NOW);
  const issued = answer?.body as components['schemas']['TokenResponse'];
  return state.sealer.open(issued.accessToken)!;
}

function creation(claims: Claims): Command {
  return { kind: 'createConversation', claims, body: { conversationId: CONVERSATION, esDeveloperName } };
}

function message(claims: Claims, id: string = randomUUID()): Command {
  const content = { formatType: 'Text', text: 'Hello' };
  const text = { id, messageType: 'StaticContentMessage', staticContent: content } as const;
  const body = { message: text, esDeveloperName };
  return { kind: 'sendMessage', claims, conversationId: CONVERSATION, body };
}

test('stores nothing for a token alone', () => {
  const state = newState(1);
  for (let count = 0; count < 100; count += 1) guest(state);
  expect(state.guests.size).toBe(0);
});

test('gives the same outcomes for the same seed and commands', () => {
  const course = (): readonly Outcome[] => {
    const state = newState(4);
    const claims = guest(state);
    const commands: readonly Command[] = [
      creation(claims),
      message(claims, 'cb0e3a4e-6f0c-4c36-9c70-2b8ba6a5c1b1'),
      { kind: 'closeConversation', claims, conversationId: CONVERSATION, esDeveloperName },
    ];
    return commands.flatMap((command) => {
      const outcome = apply(state, command, NOW);
      return [outcome, ...outcome.timers.map(({ command: timed }) => apply(state, timed, NOW))];
    });
  };
  expect(course()).toEqual(course());
});

test('has the agent say nothing once the conversation is closed', () => {
  const state = newState(1);
  const claims = guest(state);
  apply(state, creation(claims), NOW);
  const { timers } = apply(state, message(claims), NOW);
  apply(state, { kind: 'closeConversation', claims, conversationId: CONVERSATION, esDeveloperName }, NOW);
  expect(apply(state, timers[0]!.command, NOW).events).toEqual([]);
});

test('keeps a bounded log and replays the newest of it', () => {
  const state = newState(1);
  const claims = guest(state);
  apply(state, creation(claims), NOW);
  for (let count = 0; count < LOG_LENGTH + 50; count += 1) apply(state, message(claims), NOW);
  const opening: Command = { kind: 'openStream', claims, orgId: claims.orgId, lastEventId: '0' };
  const replay = apply(state, opening, NOW).stream?.replay ?? [];
  expect([replay.length, replay.at(-1)?.id]).toEqual([LOG_LENGTH, state.lastEventId]);
});

test('continues a token with the head of the log', () => {
  const state = newState(1);
  const claims = guest(state);
  apply(state, creation(claims), NOW);
  const { answer } = apply(state, { kind: 'continueToken', claims }, NOW);
  expect(answer?.body).toMatchObject({ lastEventId: '4' });
});

test('forgets a guest some minutes after the last conversation was closed, and an abandoned one later', () => {
  const state = newState(1);
  const claims = guest(state);
  apply(state, creation(claims), NOW);
  apply(state, { kind: 'prune' }, NOW + HOUR);
  expect(state.guests.size).toBe(1);
  apply(
    state,
    { kind: 'closeConversation', claims, conversationId: CONVERSATION, esDeveloperName },
    NOW + HOUR,
  );
  apply(state, { kind: 'prune' }, NOW + HOUR + 60_000);
  expect(state.guests.size).toBe(1);
  apply(state, { kind: 'prune' }, NOW + HOUR + 300_000);
  expect([state.guests.size, state.conversations.size]).toEqual([0, 0]);
});

test('keeps a guest whose stream is open', () => {
  const state = newState(1);
  const claims = guest(state);
  const opening = { kind: 'openStream', claims, orgId: claims.orgId, lastEventId: undefined } as const;
  apply(state, opening, NOW);
  apply(state, { kind: 'prune' }, NOW + 10 * HOUR);
  expect(state.guests.size).toBe(1);
  apply(state, { kind: 'streamClosed', subject: claims.sub }, NOW + 10 * HOUR);
  apply(state, { kind: 'prune' }, NOW + 11 * HOUR);
  expect(state.guests.size).toBe(0);
});
