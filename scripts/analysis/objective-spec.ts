import type { SeriesLimit } from './measurements.ts';
import { hasTags, type Tags } from './series-key.ts';

/** Series of one metric: all that have these tags. */
export interface Selector {
  readonly metric: string;
  readonly tags: Tags;
}

/** Good is a value within the limit. */
export interface ThresholdIndicator extends Selector {
  readonly kind: 'threshold';
  readonly thresholdMs: number;
}

/** Good (or bad) events among all, as two counters. */
export interface RatioIndicator {
  readonly kind: 'ratio';
  readonly counted: 'good' | 'bad';
  readonly part: Selector;
  readonly total: Selector;
}

/** An objective as an SLO document states it. */
export interface ObjectiveSpec {
  readonly name: string;
  readonly displayName: string;
  readonly slo: string;
  /** Share of events that must be good, 0 to below 1. */
  readonly target: number;
  readonly indicator: ThresholdIndicator | RatioIndicator;
}

/** Operations of each phase, in order. */
export type ScenarioOperations = Readonly<Record<string, readonly string[]>>;

/** What is judged: of a threshold its metric, of a ratio its total. */
export function subjectOf({ indicator }: ObjectiveSpec): Selector {
  return indicator.kind === 'threshold' ? indicator : indicator.total;
}

/** The limits that values must be counted against while they are read. */
export function limitsOf(specs: readonly ObjectiveSpec[]): readonly SeriesLimit[] {
  return specs.flatMap(({ indicator }) =>
    indicator.kind === 'threshold'
      ? [{ name: indicator.metric, tags: indicator.tags, limitMs: indicator.thresholdMs }]
      : [],
  );
}

/** Without the objectives on operations and phases that the scenario does not have. For default SLOs only. */
export function applicable(
  specs: readonly ObjectiveSpec[],
  operations: ScenarioOperations,
): readonly ObjectiveSpec[] {
  return specs.filter((spec) => {
    const { operation, scenario } = subjectOf(spec).tags;
    return Object.entries(operations).some(
      ([phase, names]) =>
        (scenario === undefined || scenario === phase) &&
        (operation === undefined || names.includes(operation)),
    );
  });
}

/** The phases that an objective is about, as the scenario declares them. */
export function declaredPhases(spec: ObjectiveSpec, operations: ScenarioOperations): readonly string[] {
  const { operation, scenario } = subjectOf(spec).tags;
  return Object.keys(operations).filter(
    (phase) =>
      (scenario === undefined || scenario === phase) &&
      (operation === undefined || (operations[phase] ?? []).includes(operation)),
  );
}

/** True when a book of the operation in that phase belongs to the selector. */
export function selectsBook(
  selector: Selector,
  book: Readonly<Record<'scenario' | 'operation', string>> & { readonly tab?: string },
): boolean {
  const { scenario, operation, tab } = selector.tags;
  const wanted = { ...(scenario && { scenario }), ...(operation && { operation }), ...(tab && { tab }) };
  return hasTags(
    { scenario: book.scenario, operation: book.operation, ...(book.tab && { tab: book.tab }) },
    wanted,
  );
}
