import { expect, test, vi } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { judgeEvent } from '../../schemas/judge-event.ts';
import { judgeResponse } from '../../schemas/judge-response.ts';
import { readStaff } from '../agents/staff.ts';
import { parseFault } from '../faults/parse.ts';
import { startStandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import {
  API,
  entryOf,
  newConversation,
  openStream,
  send,
  sendText,
  type ReceivedEvent,
} from './guest.fixture.ts';
import { staffWhoThinks } from './staff.fixture.ts';

/** The echo of one message under these faults, with what came before and after it on the stream. */
async function echoUnder(faults: readonly string[], count = 1): Promise<readonly ReceivedEvent[]> {
  await using server = await startStandIn({
    staff: staffWhoThinks(3_600_000),
    faults: faults.map(parseFault),
  });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  return await stream.take(count);
}

function rulesOf({ name, data }: ReceivedEvent): readonly string[] {
  return [...new Set(judgeEvent(name, data).violations.map(({ rule }) => rule))];
}

test.each([
  ['corrupted=1', ['event-data']],
  ['mistyped=1', ['event-envelope']],
  ['payload-mistyped=1', ['event-payload']],
  ['payload-mismatched=1', ['payload-type-matches-entry']],
  ['payload-misidentified=1', ['payload-id-matches-entry']],
  ['payload-as-object=1', ['payload-is-string-on-stream']],
  ['nameless=1', ['sender-is-named']],
  ['misnamed=1', ['event-type-matches-name']],
])('%s breaks %j, and nothing else', async (fault, rules) => {
  const [echo] = await echoUnder([fault]);
  expect(rulesOf(echo!)).toEqual(rules);
});

test('unrelated=1 takes from an acknowledgement what it acknowledges', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({
    clock,
    staff: readStaff('human'),
    faults: [parseFault('unrelated=1')],
  });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  const receive = async (): Promise<ReceivedEvent> => {
    for (;;) {
      const event = (await stream.next())!;
      if (event.name === 'CONVERSATION_READ_ACKNOWLEDGEMENT') return event;
    }
  };
  const received = receive();
  clock.advance(600_000);
  expect(rulesOf(await received)).toEqual(['acknowledgement-has-related-records']);
});

test('payload-as-string makes the payloads of the list texts', async () => {
  await using server = await startStandIn({ faults: [parseFault('payload-as-string')] });
  const { token, conversationId } = await newConversation(server.baseUrl);
  const response = await send(server.baseUrl, `GET ${API}/conversation/${conversationId}/entries`, { token });
  const answer = {
    operation: OPERATIONS.listConversationEntries,
    status: 200,
    contentType: 'application/json',
    body: await response.text(),
  };
  expect(new Set(judgeResponse(answer).map(({ rule }) => rule))).toEqual(
    new Set(['payload-is-object-in-list']),
  );
});

test('foreign=1 brings an event of another conversation besides, which keeps the contract in itself', async () => {
  const events = await echoUnder(['foreign=1'], 2);
  const ids = events.map(
    ({ data }) => (JSON.parse(data) as components['schemas']['EventEnvelope']).conversationId,
  );
  expect(ids[1]).not.toBe(ids[0]);
  expect(events.flatMap(rulesOf)).toEqual([]);
});

test('unknown=1 brings an event that nobody knows besides, which breaks no rule', async () => {
  const events = await echoUnder(['unknown=1'], 2);
  expect(events.map(({ name }) => name)).toEqual(['CONVERSATION_MESSAGE', 'CONVERSATION_OF_TOMORROW']);
  expect(events.flatMap(rulesOf)).toEqual([]);
});

test('reordered: an event comes after the next one', async () => {
  await using server = await startStandIn({ faults: [parseFault('reordered=1')] });
  const { token } = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token, lastEventId: '0' });
  const types = (await stream.take(4)).map((event) => entryOf(event).entryType);
  expect(types).toEqual(['RoutingWorkResult', 'RoutingResult', 'ParticipantChanged', 'SessionStatusChanged']);
});

test('reordered: an event that nothing follows comes a second later', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({
    clock,
    staff: staffWhoThinks(3_600_000),
    faults: [parseFault('reordered=1')],
  });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  const next = stream.next();
  await vi.waitUntil(() => clock.pending().includes(1000));
  clock.advance(1000);
  expect((await next)?.name).toBe('CONVERSATION_MESSAGE');
});

test('burst: holds a stream, pings included, and then everything comes at once and in order', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({
    clock,
    staff: staffWhoThinks(3_600_000),
    faults: [parseFault('burst=1,hold=2s,for=1s')],
  });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  await vi.waitUntil(() => clock.pending().includes(2000));
  clock.advance(1500);
  await sendText(server.baseUrl, call);
  clock.advance(500);
  expect((await stream.take(2)).map(({ name }) => name)).toEqual([
    'CONVERSATION_MESSAGE',
    'CONVERSATION_MESSAGE',
  ]);
  expect(server.totals().faults).toEqual({ burst: 1 });
});

test('drip: an event comes in pieces, and is whole in the end', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({
    clock,
    staff: staffWhoThinks(3_600_000),
    faults: [parseFault('drip=1,every=10ms,for=1us')],
  });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call, undefined!, 'Grüße aus Köln 🎉');
  const next = stream.next();
  await vi.waitUntil(() => clock.pending().includes(10));
  clock.advance(60_000);
  expect(entryOf((await next)!).entryPayload).toContain('Grüße aus Köln 🎉');
});

test('cut: destroys a stream only when the event that waits in a burst is out', async () => {
  const clock = createFakeClock();
  const faults = ['burst=1,hold=2s', 'cut=1'].map(parseFault);
  await using server = await startStandIn({ clock, staff: staffWhoThinks(3_600_000), faults });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  await vi.waitUntil(() => clock.pending().includes(2000));
  clock.advance(2000);
  expect((await stream.next())?.name).toBe('CONVERSATION_MESSAGE');
  expect(await stream.next()).toBeUndefined();
});

test('counts the frames that went out, and no others', async () => {
  await using server = await startStandIn({ faults: ['foreign=1', 'unknown=1'].map(parseFault) });
  const { token } = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token, lastEventId: '0' });
  await stream.take(12);
  expect(server.totals().deliveries).toBe(12);
});

test('one fault does not change which events another hits', async () => {
  const repeated = async (faults: readonly string[]): Promise<readonly string[]> => {
    await using server = await startStandIn({
      seed: 5,
      staff: staffWhoThinks(3_600_000),
      faults: faults.map(parseFault),
    });
    const call = await newConversation(server.baseUrl);
    await using stream = await openStream(server.baseUrl, { token: call.token });
    const texts: string[] = [];
    for (let number = 0; number < 40; number += 1)
      await sendText(server.baseUrl, call, undefined!, `text ${number}.`);
    await vi.waitUntil(() => server.totals().events['CONVERSATION_MESSAGE'] === 40);
    const { deliveries } = server.totals();
    for (const event of await stream.take(deliveries)) texts.push(/text \d+\./.exec(event.data)?.[0] ?? '');
    return texts.filter((text, index) => texts.indexOf(text) !== index);
  };
  const [alone, beside] = [await repeated(['repeated=0.3']), await repeated(['repeated=0.3', 'lost=0.3'])];
  expect(beside.length).toBeGreaterThan(0);
  expect(alone.length).toBeGreaterThan(beside.length);
  expect(beside.filter((text) => !alone.includes(text))).toEqual([]);
});
