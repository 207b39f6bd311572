import { expect, test, vi } from 'vitest';
import { createFakeClock } from './conformance/clock.fixture.ts';
import { newToken } from './conformance/guest.fixture.ts';
import { parseDistribution, sample } from './latency.ts';
import { createRandom } from './random.ts';
import { parseLatency } from './faults/parse.ts';
import { startStandIn } from './server/stand-in.ts';

function draws(text: string): readonly number[] {
  const [distribution, random] = [parseDistribution(text), createRandom(1)];
  return Array.from({ length: 20_000 }, () => sample(distribution, random)).sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? 0;

test('draws the times that a distribution states', () => {
  expect(new Set(draws('900ms'))).toEqual(new Set([900]));
  const uniform = draws('uniform:10ms..50ms');
  expect(uniform[0]).toBeGreaterThanOrEqual(10);
  expect(uniform.at(-1)).toBeLessThan(50);
  expect(at(uniform, 0.5)).toBeCloseTo(30, -0.5);
  const exponential = draws('exp:20ms');
  expect(exponential.reduce((sum, ms) => sum + ms) / exponential.length).toBeCloseTo(20, -0.5);
  const lognormal = draws('lognormal:50ms/400ms');
  expect(at(lognormal, 0.5) / 50).toBeCloseTo(1, 1);
  expect(at(lognormal, 0.99) / 400).toBeCloseTo(1, 0);
  const slow = draws('slow:0.03:700ms');
  expect(slow.filter((ms) => ms === 700).length / slow.length).toBeCloseTo(0.03, 2);
});

test('refuses a share out of its range', () => {
  expect(() => parseDistribution('slow:2:1ms')).toThrow(
    '"slow:2:1ms": a share is a number from 0 to 1, not "2"',
  );
});

test.each(['', '900', 'fast', 'uniform:50ms..10ms', 'lognormal:0ms/9ms', 'exp:', '1ms:2ms'])(
  'refuses %j and shows the forms',
  (text) => {
    expect(() => parseDistribution(text)).toThrow(/lognormal:50ms\/400ms/);
  },
);

test('delays the answer of the operation by the time that was drawn', async () => {
  const clock = createFakeClock();
  const faults = [parseLatency('generateAccessTokenForUnauthenticatedUser=900ms')];
  await using server = await startStandIn({ clock, faults });
  const token = newToken(server.baseUrl);
  await vi.waitUntil(() => clock.pending().includes(900));
  expect(server.totals().requests).toEqual({});
  clock.advance(900);
  expect(await token).not.toBe('');
});
