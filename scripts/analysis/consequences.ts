import type { ViolationGroup } from '../../schemas/generated/run-result.ts';
import { isRuleId, primaryOf } from '../../schemas/rules.ts';

/** The groups with what each follows from, listed behind the first group of that. */
export function withConsequences(groups: readonly ViolationGroup[]): readonly ViolationGroup[] {
  const broken = new Set(groups.map(({ rule }) => rule));
  const told = groups.map((group): ViolationGroup => {
    const under = isRuleId(group.rule) ? primaryOf(group.rule, broken) : group.rule;
    return under === group.rule ? group : { ...group, under };
  });
  const own = told.filter(({ under }) => under === undefined);
  return own.flatMap((group, place) => {
    // A rule that was broken at two marks has two groups.
    const isFirst = own.findIndex(({ rule }) => rule === group.rule) === place;
    return isFirst ? [group, ...told.filter(({ under }) => under === group.rule)] : [group];
  });
}

/** What follows from a breach that fails the run is no reason of its own. */
export function isExplained({ under }: ViolationGroup, all: readonly ViolationGroup[]): boolean {
  return under !== undefined && all.some(({ rule, gates }) => rule === under && gates);
}
