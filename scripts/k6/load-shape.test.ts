import { describe, expect, it } from 'vitest';
import { exactShape, type LoadShape } from './load-shape.ts';

/** k6's own reckoning, `cal` in lib/executor/ramping_arrival_rate.go: the moment of each start, in nanoseconds. */
function startsOf({ startRate, stages }: LoadShape): readonly number[] {
  const starts: number[] = [];
  let from = startRate / 1e9;
  let i = 1;
  let stageStart = 0;
  let doneSoFar = 0;
  for (const stage of stages) {
    const to = stage.target / 1e9;
    const dur = stage.durationNs;
    const endCount = doneSoFar + (from === to ? dur * to : dur * ((to - from) / 2 + from));
    for (; i <= endCount; i += 1) {
      const root = Math.sqrt(Math.max(0, dur * (from * from * dur + 2 * (i - doneSoFar) * (to - from))));
      starts.push(stageStart + (from === to ? (i - doneSoFar) / to : (from * dur - root) / (from - to)));
    }
    doneSoFar = endCount;
    from = to;
    stageStart += dur;
  }
  return starts;
}

function areaOf({ startRate, stages }: LoadShape): number {
  let [from, area] = [startRate, 0];
  for (const { target, durationNs } of stages) {
    area += ((from + target) / 2) * (durationNs / 1e9);
    from = target;
  }
  return area;
}

const s = (seconds: number) => seconds * 1e9;
const SHAPES: readonly (readonly [string, LoadShape])[] = [
  ['steady', { startRate: 20, stages: [{ target: 20, durationNs: s(2) }] }],
  ['up', { startRate: 0, stages: [{ target: 7, durationNs: s(3) }] }],
  ['down to nothing', { startRate: 400, stages: [{ target: 0, durationNs: s(2) }] }],
  ['below one iteration', { startRate: 1, stages: [{ target: 1, durationNs: s(0.2) }] }],
  [
    'up, steady, down',
    {
      startRate: 50,
      stages: [
        { target: 400, durationNs: s(20) },
        { target: 400, durationNs: s(14) },
        { target: 0, durationNs: s(2) },
      ],
    },
  ],
  [
    'with a pause at the end',
    {
      startRate: 3,
      stages: [
        { target: 3, durationNs: s(1.7) },
        { target: 0, durationNs: 0 },
        { target: 0, durationNs: s(1) },
      ],
    },
  ],
];

describe('exactShape', () => {
  it.each(SHAPES)('plans as many iterations as k6 starts: %s', (_, shape) => {
    const exact = exactShape(shape);
    expect(exact && startsOf(exact)).toHaveLength(exact?.planned ?? -1);
  });

  it.each(SHAPES)('makes the integral a whole number and a half: %s', (_, shape) => {
    const exact = exactShape(shape);
    expect(exact && areaOf(exact)).toBeCloseTo((exact?.planned ?? 0) + 0.5, 6);
  });

  it.each(SHAPES)('lengthens and never shortens: %s', (_, shape) => {
    const exact = exactShape(shape);
    const pairs = shape.stages.map(
      (stage, index) => [stage.durationNs, exact?.stages[index]?.durationNs ?? 0] as const,
    );
    for (const [given, made] of pairs) expect(made).toBeGreaterThanOrEqual(given);
    expect(exact && areaOf(exact) - areaOf(shape)).toBeLessThanOrEqual(1);
  });

  it.each(SHAPES)('starts nothing in the last 100 ms, where k6 may cut it off: %s', (_, shape) => {
    const exact = exactShape(shape);
    expect(exact && Math.max(...startsOf(exact))).toBeLessThan((exact?.durationNs ?? 0) - 100e6);
  });

  it('keeps a shape that is exact already', () => {
    const exact = exactShape({ startRate: 5, stages: [{ target: 5, durationNs: s(0.5) }] });
    expect(exact?.stages[0]?.durationNs).toBe(s(0.5));
    expect(exact?.planned).toBe(2);
  });

  it('has nothing for a rate of zero', () => {
    expect(exactShape({ startRate: 0, stages: [{ target: 0, durationNs: s(9) }] })).toBeUndefined();
  });
});
