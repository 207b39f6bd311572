import { expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { judgeEvent } from '../../schemas/judge-event.ts';
import { beginCourse, type Seen } from './course.fixture.ts';
import { staffOf } from './staff.fixture.ts';

/** The guest's messages that came back for this text. */
function echoes(text: string): readonly Seen[] {
  const course = beginCourse(staffOf());
  course.create();
  course.say(text);
  course.pass();
  return course.seen.filter(({ entry }) => entry.entryType === 'Message' && entry.sender.role === 'EndUser');
}

function formats(seen: readonly Seen[]): readonly unknown[] {
  return seen.map(({ payload }) => {
    const { staticContent } = payload['abstractMessage'] as components['schemas']['AbstractMessage'];
    return (staticContent as { formatType?: unknown }).formatType;
  });
}

test.each([
  'https://example.com/a?b=1',
  'https://example.com is the place',
  'look at  http://example.com',
  ' https://example.com ',
])('brings a text with a link at its start or end back as a text and a rich link: %j', (text) => {
  const seen = echoes(text);
  expect(formats(seen)).toEqual(['Text', 'RichLink']);
  expect(new Set(seen.map(({ entry }) => entry.identifier)).size).toBe(2);
  expect(seen.flatMap(({ event }) => judgeEvent(event.name, event.data).violations)).toEqual([]);
});

test.each([
  'no link',
  'in https://example.com the middle',
  'https://',
  'example.com',
  'mailto:a@example.com',
  '',
])('brings any other text back once: %j', (text) => {
  expect(formats(echoes(text))).toEqual(['Text']);
});
