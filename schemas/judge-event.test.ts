import { describe, expect, it } from 'vitest';
import { judgeEvent } from './judge-event.ts';

const ID = '0b6d6c7e-0a63-4f4e-8a7c-0a0f6d0f2c11';

function entry(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    senderDisplayName: 'Guest',
    identifier: ID,
    entryType: 'Message',
    entryPayload: payload(),
    sender: { role: 'EndUser', appType: 'iamessage', subject: 's', clientIdentifier: '' },
    transcriptedTimestamp: 1_764_000_000_000,
    ...change,
  };
}

function payload(change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    entryType: 'Message',
    id: ID,
    abstractMessage: {
      messageType: 'StaticContentMessage',
      id: ID,
      staticContent: { formatType: 'Text', text: 'Hello' },
    },
    ...change,
  });
}

function envelope(change: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    channelPlatformKey: 'k',
    channelType: 'embedded_messaging',
    channelAddressIdentifier: 'a',
    conversationId: '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11',
    conversationEntry: entry(),
    ...change,
  });
}

const judge = (data: string) => judgeEvent('CONVERSATION_MESSAGE', data).violations;

describe('judgeEvent', () => {
  it('finds nothing in a sound message', () => {
    expect(judge(envelope())).toEqual([]);
  });

  it.each([
    'channelPlatformKey',
    'channelType',
    'channelAddressIdentifier',
    'conversationId',
    'conversationEntry',
  ])('names a missing %s, which is documented', (member) => {
    expect(judge(envelope({ [member]: undefined }))).toEqual([
      expect.objectContaining({
        rule: 'event-envelope',
        mark: 'D',
        place: `CONVERSATION_MESSAGE#/${member}`,
      }),
    ]);
  });

  it('refuses a payload that is an object on the stream, and judges it all the same', () => {
    const object = JSON.parse(payload({ id: 7 })) as unknown;
    expect(judge(envelope({ conversationEntry: entry({ entryPayload: object }) }))).toEqual([
      expect.objectContaining({
        rule: 'payload-is-string-on-stream',
        mark: 'C',
        place: 'CONVERSATION_MESSAGE#/conversationEntry/entryPayload',
        expected: 'string',
        received: 'an object of 3 members',
      }),
      expect.objectContaining({
        rule: 'event-payload',
        place: 'CONVERSATION_MESSAGE#/conversationEntry/entryPayload/id',
        received: 'a number',
      }),
    ]);
  });

  it('needs related records on an acknowledgement', () => {
    const acknowledgement = { entryType: 'ReadAcknowledgement', id: ID };
    const acknowledging = (change: Readonly<Record<string, unknown>>) =>
      envelope({
        conversationEntry: entry({
          entryType: 'ReadAcknowledgement',
          entryPayload: JSON.stringify(acknowledgement),
          ...change,
        }),
      });
    const name = 'CONVERSATION_READ_ACKNOWLEDGEMENT';
    expect(judgeEvent(name, acknowledging({ relatedRecords: [ID] })).violations).toEqual([]);
    expect(judgeEvent(name, acknowledging({})).violations).toEqual([
      expect.objectContaining({
        rule: 'acknowledgement-has-related-records',
        place: `${name}#/conversationEntry/relatedRecords`,
      }),
    ]);
  });

  it('needs a name for the sender of a message', () => {
    expect(judge(envelope({ conversationEntry: entry({ senderDisplayName: '' }) }))).toEqual([
      expect.objectContaining({ rule: 'sender-is-named', mark: 'C' }),
    ]);
  });

  it('hands on an entry whose envelope is broken elsewhere', () => {
    const { entry: read, violations } = judgeEvent('CONVERSATION_MESSAGE', envelope({ channelType: 7 }));
    expect(violations).toHaveLength(1);
    expect(read).toMatchObject({ identifier: ID, entryType: 'Message', senderRole: 'EndUser' });
  });

  it('carries the mark of the row when a name and a type do not go together', () => {
    const typed = envelope({
      conversationEntry: entry({ entryType: 'Other', entryPayload: payload({ entryType: 'Other' }) }),
    });
    expect(judge(typed)).toEqual([
      expect.objectContaining({ rule: 'event-type-matches-name', mark: 'D', sources: ['S6'] }),
    ]);
    expect(judgeEvent('CONVERSATION_STREAMING_TOKEN', typed).violations).toContainEqual(
      expect.objectContaining({ rule: 'event-type-matches-name', mark: 'C', sources: ['S7', 'S21'] }),
    );
  });

  it('shows nothing of what a message says', () => {
    const secret = 'my card number is 4111';
    const texts = [
      envelope({ conversationEntry: entry({ entryPayload: `{"text":"${secret}` }) }),
      envelope({ conversationEntry: entry({ senderDisplayName: { first: secret } }) }),
      envelope({ conversationEntry: secret }).slice(0, -2),
      envelope({ conversationEntry: entry({ entryPayload: { text: secret } }) }),
    ];
    for (const text of texts) {
      const violations = judge(text);
      expect(violations.length).toBeGreaterThan(0);
      expect(JSON.stringify(violations)).not.toContain('4111');
    }
  });

  it('refuses a payload that is no JSON', () => {
    expect(judge(envelope({ conversationEntry: entry({ entryPayload: '{' }) }))).toEqual([
      expect.objectContaining({
        rule: 'event-payload',
        expected: 'JSON',
        received: 'a text of 1 characters',
      }),
    ]);
  });

  it('tells an identifier that differs from the payload id', () => {
    expect(judge(envelope({ conversationEntry: entry({ identifier: 'other' }) }))).toEqual([
      expect.objectContaining({ rule: 'payload-id-matches-entry', expected: '"other"', received: `"${ID}"` }),
    ]);
  });

  it('tells an entry type that does not belong to the event name', () => {
    const data = envelope({
      conversationEntry: entry({ entryType: 'Surprise', entryPayload: payload({ entryType: 'Surprise' }) }),
    });
    expect(judge(data)).toEqual([expect.objectContaining({ rule: 'event-type-matches-name' })]);
  });

  it('tells a payload type that differs from the entry type', () => {
    const data = envelope({
      conversationEntry: entry({ entryPayload: payload({ entryType: 'RoutingResult' }) }),
    });
    expect(judge(data)).toEqual([expect.objectContaining({ rule: 'payload-type-matches-entry' })]);
  });

  it('refuses data that is no JSON', () => {
    expect(judge('oops')).toEqual([
      expect.objectContaining({ rule: 'event-data', expected: 'JSON', received: 'a text of 4 characters' }),
    ]);
  });

  it.each(['CONVERSATION_OF_TOMORROW', '__proto__', 'constructor'])('ignores an event named %s', (name) => {
    expect(judgeEvent(name, '0').violations).toEqual([]);
  });

  it('takes the integer 0 for the data of a ping', () => {
    expect(judgeEvent('ping', '0').violations).toEqual([]);
    expect(judgeEvent('ping', '"0"').violations).toEqual([
      expect.objectContaining({ rule: 'event-data', mark: 'C', expected: 'integer' }),
    ]);
  });
});
