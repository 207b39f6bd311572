import { describe, expect, it } from 'vitest';
import { createArrivalBook, type ArrivedEvent, type Arrivals } from './arrivals.ts';

function read(events: readonly ArrivedEvent[]): Arrivals {
  const book = createArrivalBook();
  for (const event of events) book.add(event);
  return book.read();
}

const pings = (...times: readonly number[]): readonly ArrivedEvent[] =>
  times.map((atMs) => ({ name: 'ping', atMs }));

describe('arrivals', () => {
  it.each([
    ['nothing', [], [0, 0]],
    ['a ping every ten seconds', pings(0, 10_000, 20_000), [3, 0]],
    ['a ping every 5 ms', pings(...Array.from({ length: 400 }, (_, place) => place * 5)), [1, 0]],
    ['three pings at once after 30 s, twice', pings(1, 30_000, 30_001, 30_002, 60_000, 60_001), [3, 2]],
    ['two pings as the stream begins', pings(1, 2, 10_000), [2, 0]],
    ['pings that are just apart', pings(0, 1_000, 1_021), [3, 0]],
    ['pings at once after no silence', pings(0, 100, 101), [2, 0]],
  ] as const)('of %s: moments and bursts are %j', (_, events, [moments, bursts]) => {
    expect(read(events)).toMatchObject({ events: events.length, moments, bursts });
  });

  it('take several events of a conversation at once for what they are', () => {
    const events = ['CONVERSATION_MESSAGE', 'CONVERSATION_ROUTING_RESULT'].map((name) => ({
      name,
      atMs: 900,
    }));
    expect(read([...pings(0), ...events])).toMatchObject({ moments: 2, bursts: 0, pings: 1 });
  });

  it('do not blame the network for what waited for us', () => {
    const waited = pings(30_000, 30_001).map((event) => ({ ...event, afterStall: true }));
    expect(read([...pings(0), ...waited]).bursts).toBe(0);
  });

  it('count events that come late by their own time', () => {
    const late = [4_999, 5_000, 90_000].map((lateMs) => ({
      name: 'CONVERSATION_MESSAGE',
      atMs: lateMs,
      lateMs,
    }));
    expect(read(late).late).toBe(2);
  });

  it('keep the first few and count the rest', () => {
    const book = read(pings(...Array.from({ length: 10_000 }, (_, place) => place * 1_000)));
    expect([book.first.length, book.events, book.longestSilenceMs]).toEqual([20, 10_000, 1_000]);
  });
});
