import type { Mark } from '../../schemas/mark.ts';
import type { Exercise, Reason, RunResult, ViolationGroup } from '../../schemas/generated/run-result.ts';
import { isExplained, withConsequences } from '../analysis/consequences.ts';
import { unloadedResult } from '../analysis/unloaded-result.ts';
import type { ContractCheck } from './check.ts';
import { missingOf } from './missing.ts';
import type { RecordedViolation } from './recorder.ts';

const SHOWN_PER_RULE = 20;

/** What turns a check into a result. */
export interface ContractResultInput {
  readonly check: ContractCheck;
  /** Marks whose breach fails the target. */
  readonly gate: readonly Mark[];
  /** True when the check was stopped before its last case. */
  readonly partial: boolean;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** What the checks could not see: a stand-in of ours that died. Default none. */
  readonly incidents?: readonly Reason[];
}

/** A contract check as a run's result: the members that load fills are empty. */
export function contractResult({
  check,
  gate,
  partial,
  manifest,
  incidents = [],
}: ContractResultInput): RunResult {
  const violations = groups(check.seen.violations, gate);
  const broken = violations.filter((group) => group.gates && !isExplained(group, violations));
  const reasons = [
    ...incidents,
    ...incomplete(check, partial),
    ...unanswered(check),
    ...broken.map(brokenRule),
  ];
  return unloadedResult({
    partial,
    reasons,
    violations,
    coverage: coverage(check, gate),
    manifest,
    doubts: leftOpen(check),
  });
}

/** A check that was stopped, or never began, is no check. */
function incomplete({ cases }: ContractCheck, partial: boolean): readonly Reason[] {
  if (partial)
    return [{ code: 'stopped', effect: 'invalid', text: 'the check was stopped before its last case' }];
  return cases.length === 0 ? [{ code: 'nothing-checked', effect: 'invalid', text: 'no case was run' }] : [];
}

/** Whatever the gate: a server that has done nothing that it was asked for has kept no contract. */
function unanswered({ seen }: ContractCheck): readonly Reason[] {
  const hasSucceeded = [...seen.statuses.keys()].some((each) => / 2\d\d$/.test(each));
  const wasToSucceed = seen.violations.some(({ rule }) => rule === 'operation-succeeds');
  if (hasSucceeded || !wasToSucceed) return [];
  const statuses = [...seen.statuses.keys()].join(', ') || 'no answer at all';
  return [{ code: 'nothing-answered', effect: 'fail', text: `no operation succeeded; seen: ${statuses}` }];
}

function leftOpen({ leftOpen: ids }: ContractCheck): RunResult['doubts'] {
  if (ids.length === 0) return [];
  return [
    {
      code: 'conversation-left-open',
      severity: 'doubt',
      text: `could not be closed: ${ids.join(', ')}`,
      measured: ids.length,
      limit: 0,
      advice: 'close them by hand, or somebody may be asked to answer them',
    },
  ];
}

function groups(violations: readonly RecordedViolation[], gate: readonly Mark[]): readonly ViolationGroup[] {
  const byRule = Map.groupBy(violations, ({ rule, mark }) => `${rule} ${mark}`);
  const all = [...byRule.values()].flatMap((members): readonly ViolationGroup[] => {
    const [first] = members;
    if (first === undefined) return [];
    return [
      {
        rule: first.rule,
        mark: first.mark,
        count: members.length,
        gates: gate.includes(first.mark),
        first: members.slice(0, SHOWN_PER_RULE).map(({ place, expected, received, sources, repeat }) => ({
          at: null,
          scenario: 'contract',
          place,
          expected,
          received,
          sources: sources.join(' '),
          repeat,
        })),
      },
    ];
  });
  return withConsequences(all);
}

function brokenRule({ rule, mark, count, first }: ViolationGroup): Reason {
  const [example] = first;
  const detail =
    example === undefined
      ? ''
      : `: at ${example.place} expected ${example.expected}, received ${example.received}`;
  return {
    code: 'contract-broken',
    effect: 'fail',
    text: `${rule} (${mark}) broken ${count} times${detail}`,
  };
}

function coverage(check: ContractCheck, gate: readonly Mark[]): RunResult['coverage'] {
  const { cases, seen } = check;
  const operations = new Map<string, number>();
  for (const { operation } of cases) operations.set(operation, (operations.get(operation) ?? 0) + 1);
  return {
    operations: exercises(operations),
    statuses: exercises(seen.statuses),
    events: exercises(seen.events),
    rules: exercises(seen.rules),
    cases: cases.map(({ id, operation, kind, broken }) => ({
      name: id,
      operation,
      kind,
      passed: !broken.some((mark) => gate.includes(mark)),
    })),
    missing: missingOf(check),
  };
}

function exercises(counts: ReadonlyMap<string, number>): readonly Exercise[] {
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
