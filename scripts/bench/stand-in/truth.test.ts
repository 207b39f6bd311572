import { expect, it } from 'vitest';
import { deliveriesOf, openStreamsOf, requestsOf, totalsOf, truthOf } from './truth.ts';

const counts = (deliveries: number) => ({
  requests: { sendMessage: { '202': deliveries, '400': 1 }, createConversation: { '201': 5, silent: 2 } },
  deliveries,
  streamsOpened: 2,
  streamsClosed: 1,
});
const line = (kind: string, deliveries = 0) => `${JSON.stringify({ kind, at: 1, ...counts(deliveries) })}\n`;
const RUNNING = line('start', 100) + line('interval', 3) + line('fault', 100) + line('interval', 4);

it('adds up the intervals, and nothing else', () => {
  expect(deliveriesOf(truthOf(RUNNING))).toBe(7);
  expect(deliveriesOf(truthOf(''))).toBe(0);
});

it('tells how many streams are open', () => {
  expect(openStreamsOf(truthOf(RUNNING))).toBe(2);
});

it('leaves out the line that is being written', () => {
  expect(deliveriesOf(truthOf(RUNNING + line('interval', 5).slice(0, -4)))).toBe(7);
});

it('has totals when the stand-in stopped in an orderly way', () => {
  expect(totalsOf(truthOf(RUNNING + line('end', 7))).deliveries).toBe(7);
  expect(() => totalsOf(truthOf(RUNNING))).toThrow('without writing its truth to the end');
});

it('tells requests by status and by operation', () => {
  const totals = counts(7);
  expect(requestsOf(totals, '2', 'sendMessage')).toBe(7);
  expect(requestsOf(totals, '2')).toBe(12);
  expect(requestsOf(totals, '')).toBe(15);
  expect(requestsOf(totals, '2', 'closeConversation')).toBe(0);
});
