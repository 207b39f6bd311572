import { expect, it } from 'vitest';
import { meanFrameBytes } from './frame.ts';

const PING = 'event: ping\ndata: 0\n\n';
const frame = (text: string) => `event: A\nid: 7\ndata: ${text}\n\n`;
const BARE = frame('').length;

it('is the mean of the events, pings left out', () => {
  expect(meanFrameBytes(PING + frame('x'.repeat(10)) + PING + frame('x'.repeat(20)))).toBe(BARE + 15);
});

it('counts bytes, not characters', () => {
  expect(meanFrameBytes(frame('é'))).toBe(BARE + 2);
});

it('leaves out an event that is cut off', () => {
  expect(meanFrameBytes(frame('') + frame('x'.repeat(99)).slice(0, -1))).toBe(BARE);
});

it('says that no event came', () => {
  expect(() => meanFrameBytes(PING)).toThrow('no event came');
});
