import type { BudgetSeries, Doubt, Objective } from '../../schemas/generated/run-result.ts';
import { type EventTally, type Evidence, phasesOf, tally } from './bad-events.ts';
import { merged } from './distribution.ts';
import { doubt } from './doubt-list.ts';
import { type ObjectiveSpec, subjectOf } from './objective-spec.ts';
import { isPartial } from './run-end.ts';
import { hasTags } from './series-key.ts';
import { sumOf } from './sum.ts';

/** Events that must lie beyond a percentile for it to mean something. */
const NEEDED_BEYOND = 100;

/** An objective, its course over time, and whether the target kept every event from it. */
export interface JudgedObjective {
  readonly objective: Objective;
  readonly budget: BudgetSeries;
  /** Nothing was measured. */
  readonly empty: boolean;
  /** Nothing was measured because what comes before it failed: the target's doing. */
  readonly neverReached: boolean;
}

/** Judges one objective: good events among all that were begun (DESIGN §7). */
export function judgeObjective(spec: ObjectiveSpec, evidence: Evidence): JudgedObjective {
  const events = tally(spec, evidence);
  const bad = events.slow + events.failed + events.unanswered + events.dropped;
  const total = bad + events.good;
  const neverReached = total === 0 && failedBefore(spec, evidence);
  const { indicator } = spec;
  const allowed = roundEvents((1 - spec.target) * total);
  const carries = allowed >= NEEDED_BEYOND;
  const objective: Objective = {
    name: spec.name,
    displayName: spec.displayName,
    slo: spec.slo,
    kind: indicator.kind,
    metric: subjectOf(spec).metric,
    tags: subjectOf(spec).tags,
    target: spec.target,
    thresholdMs: indicator.kind === 'threshold' ? indicator.thresholdMs : null,
    total,
    good: events.good,
    bad,
    badBy: {
      slow: events.slow,
      failed: events.failed,
      unanswered: events.unanswered,
      dropped: events.dropped,
    },
    measured: total === 0 ? null : events.good / total,
    measuredMs: valueAtTarget(spec, evidence),
    answeredOnly: events.failed + events.unanswered + events.dropped > 0,
    budget: { allowed, used: bad, usedShare: shareOf(bad, allowed), left: roundEvents(allowed - bad) },
    met: total > 0 && bad <= allowed,
    carries,
    doubts: total > 0 && !carries ? [tooFew(spec, total)] : [],
  };
  return { objective, budget: budgetSeries(spec, events), empty: total === 0, neverReached };
}

/** Objectives on awaited events are the ones that an overflowing event queue can spoil. */
export function isAwaited(objective: Objective): boolean {
  const { operation } = objective.tags;
  return operation === undefined ? true : operation.startsWith('await');
}

function budgetSeries(spec: ObjectiveSpec, { bad, total }: EventTally): BudgetSeries {
  return { objective: spec.name, bad, total };
}

function failedBefore(spec: ObjectiveSpec, evidence: Evidence): boolean {
  const phases = phasesOf(spec, evidence);
  const books = evidence.balance.operations.filter((book) => phases.has(book.scenario));
  // What a stop cut off did not fail by the target's doing.
  const stopped = isPartial(evidence.measurements);
  return sumOf(books, (book) => book.failed + (stopped ? 0 : book.unanswered)) > 0;
}

function valueAtTarget({ indicator, target }: ObjectiveSpec, { measurements }: Evidence): number | null {
  if (indicator.kind === 'ratio') return null;
  const series = measurements.series.filter(
    (each) => each.name === indicator.metric && hasTags(each.tags, indicator.tags),
  );
  if (series.length === 0) return null;
  return merged(series.map((each) => each.distribution)).valueAt(target * 100);
}

function tooFew(spec: ObjectiveSpec, total: number): Doubt {
  const needed = Math.ceil(roundEvents(NEEDED_BEYOND / (1 - spec.target)));
  return doubt({
    code: 'too-few-samples',
    text: `${total} events cannot carry ${percent(spec.target)} %`,
    advice: `measure at least ${needed} events, or set a lower percentile`,
    measured: total,
    limit: needed,
  });
}

function shareOf(used: number, allowed: number): number | null {
  if (allowed > 0) return used / allowed;
  return used === 0 ? 0 : null;
}

function percent(share: number): number {
  return Number((share * 100).toFixed(4));
}

// (1 - 0.99) * 10000 is 100.00000000000009: whole events must not depend on binary fractions.
function roundEvents(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
