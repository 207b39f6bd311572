import type { Violation, ViolationGroup } from '../../schemas/generated/run-result.ts';
import { MARKS, type Mark } from '../../schemas/mark.ts';
import { withConsequences } from './consequences.ts';
import type { Measurements } from './measurements.ts';
import type { ViolationRecord } from './records.ts';
import { sumOf } from './sum.ts';

const SHOWN = 20;

/**
 * Breaches by rule and mark. The engine counts by rule and writes the first ones with their mark; what it counted
 * without writing gets the weightiest mark that the rule showed, so that a gate never misses one.
 */
export function violationGroups(
  { violations, counters }: Pick<Measurements, 'violations' | 'counters'>,
  gate: readonly Mark[],
): readonly ViolationGroup[] {
  const counted = counters.filter((each) => each.name === 'scrt_violations');
  const rules = new Set([
    ...counted.map((each) => each.tags['rule'] ?? ''),
    ...violations.map((each) => each.rule),
  ]);
  const groups = [...rules].sort().flatMap((rule) => {
    const records = violations.filter((each) => each.rule === rule);
    const total = sumOf(
      counted.filter((each) => each.tags['rule'] === rule),
      (each) => each.value,
    );
    return groupsOf({ rule, records, total: Math.max(total, records.length), gate });
  });
  return withConsequences(groups);
}

interface RuleBreaches {
  readonly rule: string;
  readonly records: readonly ViolationRecord[];
  readonly total: number;
  readonly gate: readonly Mark[];
}

function groupsOf({ rule, records, total, gate }: RuleBreaches): readonly ViolationGroup[] {
  const seen = MARKS.filter((mark) => records.some((each) => each.mark === mark));
  // Counted but never written: nothing is known of its mark, so it is taken for documented.
  const marks = seen.length > 0 ? seen : (['D'] as const);
  return marks.map((mark, place) => {
    const own = records.filter((each) => each.mark === mark);
    const unwritten = place === 0 ? total - records.length : 0;
    return {
      rule,
      mark,
      count: own.length + unwritten,
      gates: gate.includes(mark),
      first: own.slice(0, SHOWN).map(shown),
    };
  });
}

function shown({ at, scenario, place, expected, received, sources, repeat }: ViolationRecord): Violation {
  return { at, scenario, place, expected, received, sources, repeat };
}
