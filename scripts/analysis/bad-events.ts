import type { Balance, OperationBook } from '../../schemas/generated/run-result.ts';
import { merged } from './distribution.ts';
import { isPartial } from './run-end.ts';
import type { MeasuredCounter, Measurements } from './measurements.ts';
import {
  declaredPhases,
  type ObjectiveSpec,
  type RatioIndicator,
  type ScenarioOperations,
  type Selector,
  selectsBook,
  subjectOf,
  type ThresholdIndicator,
} from './objective-spec.ts';
import { hasTags } from './series-key.ts';
import { sumOf, sumSlots } from './sum.ts';

/** What objectives are judged from. */
export interface Evidence {
  readonly measurements: Measurements;
  readonly balance: Balance;
  readonly operations: ScenarioOperations;
}

/** Events of one objective by what became of them; the parts add up to the total. */
export interface EventTally {
  readonly good: number;
  readonly slow: number;
  readonly failed: number;
  readonly unanswered: number;
  readonly dropped: number;
  /** Per slot; their sums are those of the parts. */
  readonly bad: readonly number[];
  readonly total: readonly number[];
}

/**
 * Counts the events of an objective. A dropped iteration is one bad event for every objective on an operation that the
 * iteration would have begun: of each phase whose book, or whose declaration, has that operation.
 */
export function tally(spec: ObjectiveSpec, evidence: Evidence): EventTally {
  const { indicator } = spec;
  const drops = dropsOf(spec, evidence);
  if (indicator.kind === 'ratio') {
    return isBegun(indicator.total)
      ? operationRatio(indicator, evidence, drops)
      : counterRatio(indicator, evidence, drops);
  }
  return indicator.metric === 'scrt_operation_duration'
    ? operationThreshold(indicator, evidence, drops)
    : seriesThreshold(indicator, evidence, drops);
}

/** Phases that an objective is about: by declaration, by the books, and by the tags of its series. */
export function phasesOf(
  spec: ObjectiveSpec,
  { measurements, balance, operations }: Evidence,
): ReadonlySet<string> {
  const subject = subjectOf(spec);
  const books = balance.operations.filter((book) => selectsBook(subject, book));
  const series = [...measurements.series, ...measurements.counters].filter((each) => matches(subject, each));
  return new Set([
    ...declaredPhases(spec, operations),
    ...(isOperations(subject) ? books.map((book) => book.scenario) : []),
    ...series.map((each) => each.tags['scenario'] ?? '').filter((scenario) => scenario !== ''),
  ]);
}

function operationThreshold(indicator: ThresholdIndicator, evidence: Evidence, dropped: Counted): EventTally {
  const { measurements } = evidence;
  const { count } = measurements.timeline;
  const books = evidence.balance.operations.filter((book) => selectsBook(indicator, book));
  const series = measurements.series.filter((each) => matches(indicator, each));
  const failed = failuresOf(indicator, measurements);
  const good = sumOf(series, (each) => each.distribution.countWithin(indicator.thresholdMs));
  const within = sumSlots(
    series.map((each) => each.within.get(indicator.thresholdMs) ?? []),
    count,
  );
  const recorded = sumSlots(
    series.map((each) => each.counts),
    count,
  );
  const open = sumOf(books, (book) => book.unanswered) - undecided(indicator, evidence, books);
  const slow = Math.max(0, sumOf(books, (book) => book.answered) - good);
  return closed({
    parts: { good, slow, failed: failed.value, unanswered: open, dropped: dropped.value },
    bad: sumSlots([recorded, within.map((value) => -value), failed.slots, dropped.slots], count),
    total: sumSlots([recorded, failed.slots, dropped.slots], count),
  });
}

/**
 * Of a run that was stopped: open operations that had not yet reached the limit. Nobody knows what they would have
 * become, so they are in no total. Beyond the limit an open operation is bad, whoever stopped the run.
 */
function undecided(
  indicator: ThresholdIndicator,
  evidence: Evidence,
  books: readonly OperationBook[],
): number {
  const { instances, series } = evidence.measurements;
  // Ages carry no tab, so they say nothing about one tab.
  if (!isPartial({ instances }) || indicator.tags['tab'] !== undefined) return 0;
  const ages = series.filter(
    (each) => each.name === 'scrt_operation_age' && hasTags(each.tags, indicator.tags),
  );
  const young = merged(ages.map((each) => each.distribution)).countWithin(indicator.thresholdMs);
  return Math.min(
    young,
    sumOf(books, (book) => book.unanswered),
  );
}

function seriesThreshold(
  indicator: ThresholdIndicator,
  { measurements }: Evidence,
  dropped: Counted,
): EventTally {
  const { count } = measurements.timeline;
  const series = measurements.series.filter((each) => matches(indicator, each));
  const good = sumOf(series, (each) => each.distribution.countWithin(indicator.thresholdMs));
  const within = sumSlots(
    series.map((each) => each.within.get(indicator.thresholdMs) ?? []),
    count,
  );
  const recorded = sumSlots(
    series.map((each) => each.counts),
    count,
  );
  const slow = sumOf(series, (each) => each.distribution.count) - good;
  return closed({
    parts: { good, slow, failed: 0, unanswered: 0, dropped: dropped.value },
    bad: sumSlots([recorded, within.map((value) => -value), dropped.slots], count),
    total: sumSlots([recorded, dropped.slots], count),
  });
}

function operationRatio(indicator: RatioIndicator, evidence: Evidence, dropped: Counted): EventTally {
  const { measurements, balance } = evidence;
  const { count } = measurements.timeline;
  const books = balance.operations.filter((book) => selectsBook(indicator.total, book));
  const total = sumOf(books, (book) => book.begun);
  const unanswered = sumOf(books, (book) => book.unanswered);
  const part = counted(indicator.part, measurements);
  const closedOnes = Math.max(0, total - unanswered);
  const good =
    indicator.counted === 'good' ? Math.min(part.value, closedOnes) : Math.max(0, closedOnes - part.value);
  const failures = failuresOf(indicator.total, measurements);
  const answers = counted(
    { metric: 'scrt_operations', tags: { ...indicator.total.tags, outcome: 'answered' } },
    measurements,
  );
  return closed({
    parts: { good, slow: 0, failed: closedOnes - good, unanswered, dropped: dropped.value },
    bad: sumSlots([failures.slots, dropped.slots], count),
    total: sumSlots([answers.slots, failures.slots, dropped.slots], count),
  });
}

function counterRatio(indicator: RatioIndicator, { measurements }: Evidence, dropped: Counted): EventTally {
  const { count } = measurements.timeline;
  const all = counted(indicator.total, measurements);
  const part = counted(indicator.part, measurements);
  const good =
    indicator.counted === 'good' ? Math.min(part.value, all.value) : Math.max(0, all.value - part.value);
  const badSlots =
    indicator.counted === 'bad'
      ? part.slots
      : all.slots.map((value, slot) => value - (part.slots[slot] ?? 0));
  return closed({
    parts: { good, slow: 0, failed: all.value - good, unanswered: 0, dropped: dropped.value },
    bad: sumSlots([badSlots, dropped.slots], count),
    total: sumSlots([all.slots, dropped.slots], count),
  });
}

interface Counted {
  readonly value: number;
  readonly slots: readonly number[];
}

function dropsOf(spec: ObjectiveSpec, evidence: Evidence): Counted {
  const phases = phasesOf(spec, evidence);
  const drops = evidence.measurements.counters.filter(
    (each) => each.name === 'dropped_iterations' && phases.has(each.tags['scenario'] ?? ''),
  );
  return added(drops, evidence.measurements);
}

function failuresOf(selector: Selector, measurements: Measurements): Counted {
  const { outcome: _outcome, reason: _reason, ...tags } = selector.tags;
  return counted({ metric: 'scrt_operations', tags: { ...tags, outcome: 'failed' } }, measurements);
}

function counted(selector: Selector, measurements: Measurements): Counted {
  return added(
    measurements.counters.filter((each) => matches(selector, each)),
    measurements,
  );
}

function added(counters: readonly MeasuredCounter[], { timeline }: Measurements): Counted {
  return {
    value: sumOf(counters, (each) => each.value),
    slots: sumSlots(
      counters.map((each) => each.slots),
      timeline.count,
    ),
  };
}

interface OpenTally {
  readonly parts: Omit<EventTally, 'bad' | 'total'>;
  readonly bad: readonly number[];
  readonly total: readonly number[];
}

/** What no interval knows of (the unanswered are counted at the end) goes into the last slot. */
function closed({ parts, bad, total }: OpenTally): EventTally {
  const allBad = parts.slow + parts.failed + parts.unanswered + parts.dropped;
  return { ...parts, bad: settled(bad, allBad), total: settled(total, allBad + parts.good) };
}

function settled(slots: readonly number[], expected: number): readonly number[] {
  const settledSlots = slots.map((value) => Math.max(0, value));
  let rest = expected - sumOf(settledSlots, (value) => value);
  for (let slot = settledSlots.length - 1; slot >= 0 && rest !== 0; slot -= 1) {
    const value = Math.max(0, (settledSlots[slot] ?? 0) + rest);
    rest -= value - (settledSlots[slot] ?? 0);
    settledSlots[slot] = value;
  }
  return settledSlots;
}

function matches(
  selector: Selector,
  series: { readonly name: string; readonly tags: Readonly<Record<string, string>> },
): boolean {
  return series.name === selector.metric && hasTags(series.tags, selector.tags);
}

function isOperations({ metric }: Selector): boolean {
  return metric === 'scrt_operations' || metric === 'scrt_operation_duration';
}

function isBegun({ metric, tags }: Selector): boolean {
  return metric === 'scrt_operations' && (tags['outcome'] ?? 'begun') === 'begun';
}
