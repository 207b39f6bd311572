import { expect, it } from 'vitest';
import { BENCHES, partsOf } from './parts.ts';

it('runs all parts, but those that ask to be named', () => {
  expect(partsOf(BENCHES.engine, undefined)).toEqual(['idle', 'events', 'output', 'memory']);
  expect(partsOf(BENCHES['stand-in'], undefined)).toEqual(['tokens', 'streams', 'fanout']);
});

it('runs the parts that are named, in its own order', () => {
  expect(partsOf(BENCHES['stand-in'], 'soak, tokens')).toEqual(['tokens', 'soak']);
});

it('knows no other part', () => {
  expect(() => partsOf(BENCHES['stand-in'], 'soek')).toThrow('Did you mean "soak"?');
  expect(() => partsOf(BENCHES['stand-in'], '')).toThrow('there is no part ""');
});
