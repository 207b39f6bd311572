import { expect, it } from 'vitest';
import { changed } from '../change.fixture.ts';
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
    to: 'string',
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

it('tells a mark that makes a rule weigh more', () => {
  const mark = '/components/schemas/TokenResponse/properties/accessToken/x-provenance/mark';
  expect(changes(mark, 'D')).toEqual([
    expect.objectContaining({ effect: 'stricter', before: 'string (C)', after: 'string (D)' }),
  ]);
});
