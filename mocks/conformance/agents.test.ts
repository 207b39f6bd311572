import { describe, expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { judgeEvent } from '../../schemas/judge-event.ts';
import { readStaff } from '../agents/staff.ts';
import { beginCourse, type Course, type Seen } from './course.fixture.ts';
import { staffOf } from './staff.fixture.ts';

type Token = components['schemas']['MessageStreamingToken'];

/** A guest who has written once, and everything that came of it. */
function written(agent: string, capabilities = '1', seed = 1): Course {
  const course = beginCourse(readStaff(agent), { capabilities, seed });
  course.create();
  course.pass();
  course.say();
  course.pass();
  return course;
}

function namesOf(seen: readonly Seen[]): readonly string[] {
  return seen.map(({ name }) => name.replace('CONVERSATION_', ''));
}

function named(seen: readonly Seen[], name: string): readonly Seen[] {
  return seen.filter((each) => each.name === `CONVERSATION_${name}`);
}

function tokensOf(seen: readonly Seen[]): readonly Token[] {
  return named(seen, 'STREAMING_TOKEN').map(({ payload }) => payload['streamingToken'] as Token);
}

function textOf({ payload }: Seen): string {
  const { staticContent } = payload['abstractMessage'] as components['schemas']['AbstractMessage'];
  return (staticContent as components['schemas']['TextContent']).text;
}

test.each(['plain', 'bot', 'scrambled-bot', 'human', 'specialist'])(
  '%s sends only what the contract describes',
  (agent) => {
    const course = written(agent, '66');
    for (let message = 0; message < 8; message += 1) {
      course.say();
      course.pass();
    }
    expect(course.seen.flatMap(({ event }) => judgeEvent(event.name, event.data).violations)).toEqual([]);
    expect(course.seen.length).toBeGreaterThan(20);
  },
);

test('the plain agent answers each message with one text, and nothing else', () => {
  expect(namesOf(written('plain', '66').seen)).toEqual([
    'ROUTING_RESULT',
    'ROUTING_WORK_RESULT',
    'SESSION_STATUS_CHANGED',
    'PARTICIPANT_CHANGED',
    'MESSAGE',
    'MESSAGE',
  ]);
});

describe('the bot', () => {
  test('greets unasked once it has joined', () => {
    const course = beginCourse(readStaff('bot'));
    course.create();
    course.pass();
    const [greeting] = named(course.seen, 'MESSAGE');
    expect([greeting?.entry.sender.role, textOf(greeting!)]).toEqual([
      'Chatbot',
      expect.stringMatching(/^Hello/),
    ]);
    expect(greeting?.atMs).toBeGreaterThan(0);
  });

  test('shows that it types, from before its answer until after it', () => {
    expect(namesOf(written('bot').seen).slice(-4)).toEqual([
      'MESSAGE',
      'TYPING_STARTED_INDICATOR',
      'MESSAGE',
      'TYPING_STOPPED_INDICATOR',
    ]);
  });

  test.each([
    ['61', 0, 0],
    ['62', 2, 0],
    ['63', 2, 8],
    ['66', 2, 8],
  ])(
    'shows clients of capabilities %s %d progress indicators and at least %d tokens',
    (capabilities, progress, tokens) => {
      const { seen } = written('bot', capabilities);
      expect(named(seen, 'PROGRESS_INDICATOR')).toHaveLength(progress);
      const count = tokensOf(seen).length;
      expect(tokens === 0 ? count === 0 : count >= tokens).toBe(true);
    },
  );

  test('streams its answer in parts that together are the text of the message that follows under the same id', () => {
    const { seen } = written('bot', '63');
    const tokens = tokensOf(seen);
    const answer = named(seen, 'MESSAGE').at(-1)!;
    expect(tokens.map(({ token }) => token?.text).join('')).toBe(textOf(answer));
    expect(new Set(tokens.map(({ targetMessageIdentifier }) => targetMessageIdentifier))).toEqual(
      new Set([answer.entry.identifier]),
    );
    expect(new Set(named(seen, 'STREAMING_TOKEN').map(({ entry }) => entry.identifier)).size).toBe(
      tokens.length,
    );
    expect(tokens.map(({ sequenceNumber }) => sequenceNumber)).toEqual(tokens.map((_, index) => index + 1));
  });

  test('scrambles its tokens on request: none is lost, and the final message is right', () => {
    const { seen } = written('scrambled-bot', '63');
    const tokens = tokensOf(seen);
    const order = tokens.map(({ sequenceNumber }) => sequenceNumber ?? 0);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    const sorted = tokens.toSorted((a, b) => (a.sequenceNumber ?? 0) - (b.sequenceNumber ?? 0));
    expect(sorted.map(({ token }) => token?.text).join('')).toBe(textOf(named(seen, 'MESSAGE').at(-1)!));
  });

  test('neither lists nor replays what is over in a moment', () => {
    const { state, claims } = written('bot', '66');
    const log = state.guests.get(claims.sub)?.log ?? [];
    expect(new Set(log.map(({ name }) => name))).toEqual(
      new Set(
        [
          'ROUTING_RESULT',
          'ROUTING_WORK_RESULT',
          'SESSION_STATUS_CHANGED',
          'PARTICIPANT_CHANGED',
          'MESSAGE',
        ].map((name) => `CONVERSATION_${name}`),
      ),
    );
  });
});

describe('the human', () => {
  test('lets a guest wait, moves the queue forward, and joins', () => {
    const course = beginCourse(readStaff('human'));
    course.create();
    expect(namesOf(course.seen)).toEqual(['ROUTING_RESULT', 'SESSION_STATUS_CHANGED']);
    const { estimatedWaitTime } = course.seen[0]!.payload as {
      estimatedWaitTime?: { isEWTRequested: boolean; estimatedWaitTimeInSeconds: number };
    };
    expect(estimatedWaitTime).toEqual({ isEWTRequested: true, estimatedWaitTimeInSeconds: 3 });
    course.pass();
    expect(named(course.seen, 'QUEUE_POSITION').map(({ payload }) => payload['position'])).toEqual([3, 2, 1]);
    expect(
      named(course.seen, 'SESSION_STATUS_CHANGED').map(({ payload }) => payload['sessionStatus']),
    ).toEqual(['Waiting', 'Active']);
    expect(named(course.seen, 'PARTICIPANT_CHANGED')[0]?.payload['entries']).toMatchObject([
      { operation: 'add', participant: { role: 'Agent' } },
    ]);
  });

  test('answers once, after joining, what was written in the queue', () => {
    const course = beginCourse(readStaff('human'));
    course.create();
    course.say('first');
    course.say('second');
    course.pass();
    const answers = named(course.seen, 'MESSAGE').filter(({ entry }) => entry.sender.role === 'Agent');
    expect(answers).toHaveLength(2);
    expect(textOf(answers[0]!)).toMatch(/^Hello, this is Robin/);
  });

  test('acknowledges that a message was delivered, and then that it was read', () => {
    const { seen } = written('human');
    const echo = named(seen, 'MESSAGE').find(({ entry }) => entry.sender.role === 'EndUser')!;
    const acknowledgements = seen.filter(({ name }) => name.endsWith('_ACKNOWLEDGEMENT'));
    expect(namesOf(acknowledgements)).toEqual(['DELIVERY_ACKNOWLEDGEMENT', 'READ_ACKNOWLEDGEMENT']);
    for (const { payload, entry } of acknowledgements) {
      expect(payload['acknowledgedConversationEntryIdentifier']).toBe(echo.entry.identifier);
      expect(entry.relatedRecords).toEqual([echo.entry.identifier]);
    }
  });

  test('hands the guest over after three answers, to somebody with a queue, who ends the session after three', () => {
    const course = written('human');
    for (let message = 1; message < 6; message += 1) {
      course.say();
      course.pass();
    }
    const routings = named(course.seen, 'ROUTING_RESULT').map(({ payload }) => payload['routingType']);
    expect(routings).toEqual(['Initial', 'Transfer']);
    const changes = named(course.seen, 'PARTICIPANT_CHANGED').flatMap(
      ({ payload }) => payload['entries'] as { operation: string; displayName: string }[],
    );
    expect(changes.map(({ operation, displayName }) => `${operation} ${displayName}`)).toEqual([
      'add Robin',
      'remove Robin',
      'add Kim',
      'remove Kim',
    ]);
    expect(named(course.seen, 'SESSION_STATUS_CHANGED').at(-1)?.payload).toMatchObject({
      sessionStatus: 'Ended',
      sessionEndedByRole: 'Agent',
    });
    expect(named(course.seen, 'CLOSE_CONVERSATION')).toEqual([]);
    expect(course.say()).toBe(202);
  });

  test('is on its way while routing and transfer last', () => {
    const course = beginCourse(readStaff('human'));
    const status = () => course.state.conversations.values().next().value?.session?.routing;
    course.create();
    expect(status()).toBe('INITIAL');
    course.pass();
    expect(status()).toBe('ROUTED');
    for (let message = 0; message < 3; message += 1) {
      course.say();
      if (message < 2) course.pass();
    }
    let steps = 0;
    while (status() !== 'TRANSFER' && steps < 100_000) {
      course.pass(10);
      steps += 1;
    }
    expect(status()).toBe('TRANSFER');
  });
});

test('says nothing more once the session it spoke in has ended, in a new session of the same conversation either', () => {
  const course = beginCourse(readStaff('bot'), { capabilities: '66' });
  course.create();
  course.pass();
  course.say();
  course.pass(10);
  const { claims, state } = course;
  const conversationId = course.seen[0]!.event.conversationId;
  const { esDeveloperName } = state.deployment;
  course.ask({ kind: 'endMessagingSession', claims, conversationId, esDeveloperName });
  const before = course.seen.length;
  course.say();
  course.pass();
  const answers = named(course.seen.slice(before), 'MESSAGE').filter(
    ({ entry }) => entry.sender.role === 'Chatbot',
  );
  // The greeting of the new session, and the answer to what was said in it.
  expect(answers).toHaveLength(2);
});

test('leaves its words to nobody when it hands over in the middle of several answers', () => {
  const course = beginCourse(readStaff('human'));
  course.create();
  course.pass();
  for (let message = 0; message < 5; message += 1) course.say();
  course.pass();
  const speakers = course.seen.flatMap(({ name, entry, payload }) => {
    if (name === 'CONVERSATION_PARTICIPANT_CHANGED')
      return (payload['entries'] as { operation: string; displayName: string }[]).map(
        (each) => `${each.operation} ${each.displayName}`,
      );
    return entry.sender.role === 'Agent' ? [entry.senderDisplayName] : [];
  });
  const [left, came] = [speakers.indexOf('remove Robin'), speakers.indexOf('add Kim')];
  expect(new Set(speakers.slice(1, left))).toEqual(new Set(['Robin']));
  expect(came).toBe(left + 1);
  // What Robin left unanswered is answered by Kim.
  expect(new Set(speakers.slice(came + 1))).toEqual(new Set(['Kim']));
});

test('thinks as its distribution says, from the seed', () => {
  const thinkTimes = (seed: number): readonly number[] => {
    const course = beginCourse(staffOf(), { seed });
    course.create();
    return Array.from({ length: 400 }, () => {
      course.say();
      course.pass();
      const [asked, answered] = course.seen.slice(-2);
      return (answered?.atMs ?? 0) - (asked?.atMs ?? 0);
    });
  };
  const times = thinkTimes(3);
  expect(thinkTimes(3)).toEqual(times);
  expect(thinkTimes(4)).not.toEqual(times);
  const sorted = times.toSorted((a, b) => a - b);
  expect(sorted[200]).toBeGreaterThan(52);
  expect(sorted[200]).toBeLessThan(69);
});
