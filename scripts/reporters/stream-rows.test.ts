import { expect, it } from 'vitest';
import { exampleResult } from './result.fixture.ts';
import { streamRows } from './stream-rows.ts';

const BOOK = {
  scenario: 'fanout',
  operation: 'streamEvents',
  begun: 5,
  answered: 4,
  failed: 1,
  failures: { status: 1 },
  unanswered: 0,
  oldestUnansweredMs: null,
  recorded: 4,
  balanced: true,
};

it('adds up what the streams carried', () => {
  const result = {
    ...exampleResult(),
    balance: { iterations: [], operations: [BOOK, { ...BOOK, scenario: 'conversations', answered: 3 }] },
    gauges: [{ name: 'eventsource_streams_open', tags: {}, last: 0, max: 7 }],
    counters: [
      { name: 'scrt_events', tags: { event: 'ping' }, value: 10 },
      { name: 'scrt_events', tags: { event: 'CONVERSATION_MESSAGE' }, value: 5 },
      { name: 'scrt_events_lost', tags: { operation: 'awaitEcho' }, value: 2 },
      { name: 'scrt_events_repeated', tags: {}, value: 1 },
    ],
  };
  expect(streamRows(result)).toEqual([['7', '7', '15', '2', '1', '0', '0']]);
});

it('says nothing of a run without streams', () => {
  expect(streamRows({ ...exampleResult(), balance: { iterations: [], operations: [] } })).toEqual([]);
});
