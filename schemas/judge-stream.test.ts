import { describe, expect, it } from 'vitest';
import { createStreamJudge, type ArrivedEvent, type StreamJudge } from './judge-stream.ts';

const OWN = '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11';
const OTHER = '9d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11';

interface Said {
  readonly identifier: string;
  readonly conversationId?: string;
  readonly entryType?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly lastEventId?: string;
}

const NAMES: Readonly<Record<string, string>> = {
  Message: 'CONVERSATION_MESSAGE',
  CloseConversation: 'CONVERSATION_CLOSE_CONVERSATION',
  StreamingToken: 'CONVERSATION_STREAMING_TOKEN',
};

/** A sound event; its identifier is its id, too. */
function event({
  identifier,
  conversationId = OWN,
  entryType = 'Message',
  payload,
  lastEventId,
}: Said): ArrivedEvent {
  const message = {
    abstractMessage: {
      messageType: 'StaticContentMessage',
      id: identifier,
      staticContent: { formatType: 'Text', text: 'Hello' },
    },
  };
  const conversationEntry = {
    senderDisplayName: 'Guest',
    identifier,
    entryType,
    entryPayload: JSON.stringify({
      entryType,
      id: identifier,
      ...(payload ?? (entryType === 'Message' ? message : { conversationIdentifier: conversationId })),
    }),
    sender: { role: 'EndUser', appType: 'iamessage', subject: 's', clientIdentifier: '' },
    transcriptedTimestamp: 1_764_000_000_000,
  };
  const envelope = {
    channelPlatformKey: 'k',
    channelType: 'embedded_messaging',
    channelAddressIdentifier: 'a',
    conversationId,
    conversationEntry,
  };
  return {
    name: NAMES[entryType] ?? entryType,
    data: JSON.stringify(envelope),
    lastEventId: lastEventId ?? identifier,
  };
}

function token(identifier: string, sequenceNumber: number, target = 'm'): ArrivedEvent {
  const streamingToken = {
    tokenType: 'MessageStreamingToken',
    sequenceNumber,
    timestamp: 1_764_000_000_000,
    targetMessageIdentifier: target,
    token: { formatType: 'Text', text: 'Your ' },
  };
  return event({ identifier, entryType: 'StreamingToken', payload: { streamingToken } });
}

function rules({ judge }: StreamJudge, events: readonly ArrivedEvent[]): readonly string[] {
  return events.flatMap((each) => judge(each).violations.map(({ rule }) => rule));
}

const judgeOfOwn = () => createStreamJudge({ conversations: new Set([OWN]) });

describe('createStreamJudge', () => {
  it('finds nothing in a sound stream, pings and unknown events among it', () => {
    const ping = { name: 'ping', data: '0', lastEventId: 'a' };
    const unknown = { name: 'OF_TOMORROW', data: '?', lastEventId: 'a' };
    const events = [event({ identifier: 'a' }), ping, unknown, event({ identifier: 'b' })];
    expect(rules(judgeOfOwn(), events)).toEqual([]);
  });

  it('hands on what is new and of the guest, and nothing else', () => {
    const { judge } = judgeOfOwn();
    expect(judge(event({ identifier: 'a' })).entry).toMatchObject({ identifier: 'a', conversationId: OWN });
    expect(judge(event({ identifier: 'a' })).entry).toBeUndefined();
    expect(judge(event({ identifier: 'b', conversationId: OTHER })).entry).toBeUndefined();
  });

  it('tells an entry that comes twice, its id notwithstanding', () => {
    const events = [event({ identifier: 'a' }), event({ identifier: 'a', lastEventId: '7' })];
    expect(rules(judgeOfOwn(), events)).toEqual(['event-repeated']);
  });

  it('tells an event of another conversation, unless nobody knows whose stream it is', () => {
    const foreign = [event({ identifier: 'a', conversationId: OTHER })];
    expect(rules(judgeOfOwn(), foreign)).toEqual(['event-foreign']);
    expect(rules(createStreamJudge({}), foreign)).toEqual([]);
  });

  it.each([
    ['none', [event({ identifier: 'a', lastEventId: '' })]],
    ['that of the event before', [event({ identifier: 'a' }), event({ identifier: 'b', lastEventId: 'a' })]],
  ])('tells an event whose id is %s', (_, events) => {
    expect(rules(judgeOfOwn(), events)).toEqual(['entry-event-has-id']);
  });

  it('tells an event without an id on a stream that was resumed', () => {
    const judge = createStreamJudge({ conversations: new Set([OWN]), lastEventId: '7' });
    expect(rules(judge, [event({ identifier: 'a', lastEventId: '7' })])).toEqual(['entry-event-has-id']);
  });

  it('tells an echo that overtakes an earlier one, which is inferred', () => {
    const judge = judgeOfOwn();
    judge.sends('a');
    judge.sends('b');
    judge.judge(event({ identifier: 'b' }));
    expect(judge.judge(event({ identifier: 'a' })).violations).toEqual([
      expect.objectContaining({ rule: 'event-order', mark: 'I' }),
    ]);
  });

  it('takes messages of others for no echo', () => {
    const judge = judgeOfOwn();
    judge.sends('a');
    expect(rules(judge, [event({ identifier: 'x' }), event({ identifier: 'a' })])).toEqual([]);
  });

  it('tells a message behind the close of its conversation', () => {
    const close = event({ identifier: 'a', entryType: 'CloseConversation' });
    expect(rules(judgeOfOwn(), [close, event({ identifier: 'b' })])).toEqual(['event-order']);
  });

  it('tells a sequence number that comes again for the same message, in any order', () => {
    const events = [token('a', 2), token('b', 1), token('c', 1, 'n'), token('d', 2)];
    expect(rules(judgeOfOwn(), events)).toEqual(['token-sequence-is-unique']);
  });

  it('lets numbers begin again once the text so far was taken back', () => {
    const streamingToken = { tokenType: 'OfTomorrow' };
    const back = event({ identifier: 'b', entryType: 'StreamingToken', payload: { streamingToken } });
    expect(rules(judgeOfOwn(), [token('a', 1), back, token('c', 1)])).toEqual([]);
  });
});
