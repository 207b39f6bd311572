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

  it('refuses a payload that is an object on the stream', () => {
    expect(judge(envelope({ conversationEntry: entry({ entryPayload: {} }) }))).toEqual([
      expect.objectContaining({
        rule: 'event-envelope',
        place: 'CONVERSATION_MESSAGE#/conversationEntry/entryPayload',
        expected: 'string',
        received: '{}',
      }),
    ]);
  });

  it('refuses a payload that is no JSON', () => {
    expect(judge(envelope({ conversationEntry: entry({ entryPayload: '{' }) }))).toEqual([
      expect.objectContaining({ rule: 'event-payload', received: '"{"' }),
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
    expect(judge('oops')).toEqual([expect.objectContaining({ rule: 'event-envelope', received: '"oops"' })]);
  });

  it.each(['ping', 'CONVERSATION_OF_TOMORROW', '__proto__', 'constructor'])(
    'ignores an event named %s',
    (name) => {
      expect(judgeEvent(name, '0').violations).toEqual([]);
    },
  );
});
