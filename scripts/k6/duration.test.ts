import { describe, expect, it } from 'vitest';
import { durationOf, nanosecondsOf } from './duration.ts';

describe('durations', () => {
  it.each([
    ['300ms', 300e6],
    ['10s', 10e9],
    ['1.5m', 90e9],
  ])('reads %s', (text, nanoseconds) => {
    expect(nanosecondsOf(text)).toBe(nanoseconds);
  });

  it.each([
    [0, '0s'],
    [1, '0.000000001s'],
    [10_050_000_000, '10.05s'],
    [60e9, '60s'],
  ])('writes %i ns as %s', (nanoseconds, text) => {
    expect(durationOf(nanoseconds)).toBe(text);
  });

  it('refuses what is no duration', () => {
    expect(() => nanosecondsOf('10')).toThrow('"10" is no duration');
  });
});
