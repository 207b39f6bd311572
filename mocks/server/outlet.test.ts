import { expect, test } from 'vitest';
import { createFakeClock } from '../conformance/clock.fixture.ts';
import { createOutlet } from './outlet.ts';

function outletWith(clock = createFakeClock()) {
  const written: string[] = [];
  let overflows = 0;
  const outlet = createOutlet(clock, {
    write: (piece, onOut) => {
      if (piece.length > 0) written.push(piece.toString());
      onOut?.();
    },
    overflow: () => (overflows += 1),
  });
  return { outlet, clock, written, overflows: () => overflows };
}

test('writes at once what is not late, and sets no timer', () => {
  const { outlet, clock, written } = outletWith();
  outlet.write(Buffer.from('a'));
  expect([written, clock.pending()]).toEqual([['a'], []]);
});

test('keeps the order: what comes behind a late piece waits for it', () => {
  const { outlet, clock, written } = outletWith();
  outlet.write(Buffer.from('a'), { afterMs: 10 });
  outlet.write(Buffer.from('b'));
  outlet.write(Buffer.from('c'), { afterMs: 5 });
  clock.advance(9);
  expect(written).toEqual([]);
  clock.advance(1);
  expect(written).toEqual(['a', 'b']);
  clock.advance(5);
  outlet.write(Buffer.from('d'));
  expect(written).toEqual(['a', 'b', 'c', 'd']);
});

test('tells when more than a megabyte waits', () => {
  const { outlet, overflows } = outletWith();
  outlet.write(Buffer.from('x'), { afterMs: 10 });
  outlet.write(Buffer.from('x'.repeat(1024 * 1024 - 1)));
  expect(overflows()).toBe(0);
  outlet.write(Buffer.from('x'));
  expect(overflows()).toBe(1);
});

test('drops what waits when it is closed', () => {
  const { outlet, clock, written } = outletWith();
  outlet.write(Buffer.from('a'), { afterMs: 10 });
  outlet.close();
  clock.advance(10);
  expect([written, clock.pending()]).toEqual([[], []]);
});

test('does a task behind what waits, and tells what is out when it is', () => {
  const { outlet, clock, written } = outletWith();
  const told: string[] = [];
  outlet.write(Buffer.from('a'), { afterMs: 10, onOut: () => told.push('a is out') });
  outlet.afterwards(() => told.push('task'));
  expect(told).toEqual([]);
  clock.advance(10);
  expect([written, told]).toEqual([['a'], ['a is out', 'task']]);
});
