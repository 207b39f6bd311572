import { expect, it } from 'vitest';
import type { ViolationGroup } from '../../schemas/generated/run-result.ts';
import { isExplained, withConsequences } from './consequences.ts';

function group(rule: string, gates = true): ViolationGroup {
  return { rule, mark: 'C', count: 1, gates, first: [] };
}

function shape(groups: readonly ViolationGroup[]): readonly string[] {
  return groups.map(({ rule, under }) => (under === undefined ? rule : `${under} > ${rule}`));
}

it('lists what follows from a breach behind it, however far', () => {
  const groups = ['delivery-arrives', 'ping-arrives', 'echo-arrives', 'event-data'].map((rule) =>
    group(rule),
  );
  expect(shape(withConsequences(groups))).toEqual([
    'ping-arrives',
    'event-data',
    'event-data > delivery-arrives',
    'event-data > echo-arrives',
  ]);
});

it('lists it once where a rule was broken at two marks', () => {
  const groups = [group('event-data'), { ...group('event-data'), mark: 'I' as const }, group('echo-arrives')];
  expect(shape(withConsequences(groups))).toEqual(['event-data', 'event-data > echo-arrives', 'event-data']);
});

it('leaves a rule that nobody knows where it is', () => {
  expect(shape(withConsequences([group('of-tomorrow')]))).toEqual(['of-tomorrow']);
});

it('takes a breach for explained only where its cause fails the run', () => {
  const [cause, effect] = withConsequences([group('event-data', false), group('echo-arrives')]);
  expect(effect && isExplained(effect, [cause ?? effect, effect])).toBe(false);
  const [gated, other] = withConsequences([group('event-data'), group('echo-arrives')]);
  expect(other && isExplained(other, [gated ?? other, other])).toBe(true);
});
