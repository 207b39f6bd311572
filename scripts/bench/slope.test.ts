import { expect, it } from 'vitest';
import { kilobytesPerStream } from './slope.ts';

it('leaves out what a client takes without streams', () => {
  const few = { streams: 1_000, megabytes: 60 };
  const many = { streams: 10_000, megabytes: 150 };
  expect(kilobytesPerStream(few, many)).toBe(10);
});
