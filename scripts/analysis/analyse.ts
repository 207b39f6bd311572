import type { Mark } from '../../schemas/mark.ts';
import type { Balance, Doubt, OperationBook, Reason, RunResult } from '../../schemas/generated/run-result.ts';
import { balance as balanceOf } from './books.ts';
import { isPartial } from './run-end.ts';
import { coverage } from './coverage.ts';
import { doubt } from './doubt-list.ts';
import { doubtsOf } from './doubts.ts';
import type { Truth } from './stand-in-doubts.ts';
import { intervalsOf, metricOf, spectrumOf } from './drawing.ts';
import type { Measurements } from './measurements.ts';
import { applicable, type ObjectiveSpec, type ScenarioOperations } from './objective-spec.ts';
import { type JudgedObjective, judgeObjective } from './objectives.ts';
import { verdictOf } from './verdict.ts';
import { violationGroups } from './violation-groups.ts';

/** What a run is judged from. */
export interface AnalysisInput {
  readonly measurements: Measurements;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly slos: readonly ObjectiveSpec[];
  /** True when the user named the SLOs: then none is left out, and one without data makes the run invalid. */
  readonly slosAreExplicit: boolean;
  readonly scenarioOperations: ScenarioOperations;
  /** Marks of the contract whose breach fails the run. */
  readonly gate: readonly Mark[];
  /** CPU cores of the machine that made the load. */
  readonly cores: number;
  readonly truth?: Truth;
  /** Reasons that no file shows (the stand-in died); default none. */
  readonly incidents?: readonly Reason[];
}

/** Judges a load run: the one result that every rendering is made from. Pure; the same input gives the same result. */
export function analyse(input: AnalysisInput): RunResult {
  const { measurements, scenarioOperations: operations } = input;
  const balance = inOrder(balanceOf(measurements), operations);
  const specs = input.slosAreExplicit ? input.slos : applicable(input.slos, operations);
  const judged = specs.map((spec) => judgeObjective(spec, { measurements, balance, operations }));
  const violations = violationGroups(measurements, input.gate);
  const { verdict, reasons } = verdictOf({
    measurements,
    balance,
    objectives: judged,
    violations,
    incidents: input.incidents ?? [],
  });
  return {
    schemaVersion: 1,
    verdict,
    partial: isPartial(measurements),
    reasons,
    objectives: judged.map((each) => each.objective),
    metrics: measurements.series.map(metricOf),
    counters: measurements.counters.map(({ name, tags, value }) => ({ name, tags, value })),
    gauges: measurements.gauges,
    balance,
    violations,
    doubts: [...doubtsOf({ ...input, balance }), ...unjudged(judged)],
    intervals: intervalsOf(measurements),
    spectrum: measurements.series.map(spectrumOf),
    budgets: judged.map((each) => each.budget),
    coverage: coverage(measurements, balance, violations),
    manifest: { ...input.manifest },
  };
}

/** Operations in the order in which a scenario goes through them. */
function inOrder(balance: Balance, declared: ScenarioOperations): Balance {
  const phases = balance.iterations.map((book) => book.scenario);
  const rank = ({ scenario, operation, tab }: OperationBook): readonly number[] => [
    phases.indexOf(scenario),
    // What is not declared comes last.
    (declared[scenario] ?? []).indexOf(operation) >>> 0,
    Number(tab ?? 0),
  ];
  const byRank = (a: OperationBook, b: OperationBook): number => {
    const other = rank(b);
    return rank(a).reduce((order, value, place) => order || value - (other[place] ?? 0), 0);
  };
  return { ...balance, operations: balance.operations.toSorted(byRank) };
}

function unjudged(objectives: readonly JudgedObjective[]): readonly Doubt[] {
  if (objectives.length > 0) return [];
  const text = 'no objective applies to this scenario, so no latency was judged';
  return [doubt({ code: 'no-objectives', text, advice: 'name objectives with --slo' })];
}
