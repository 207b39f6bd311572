import type { Objective } from '../../schemas/generated/run-result.ts';

const CAUSES = [
  ['slow', 'slow'],
  ['failed', 'failed'],
  ['unanswered', 'unanswered'],
  ['dropped', 'dropped'],
] as const;

/** A missed objective in one line: what was measured beside its limit, and what the bad events were. */
export function describeMiss(objective: Objective): string {
  if (objective.measured === null) return `${nameOf(objective)}: never reached, what comes before it failed`;
  const limit = objective.thresholdMs === null ? '' : ` within ${objective.thresholdMs} ms`;
  const value =
    objective.measuredMs === null
      ? ''
      : `, p${percent(objective.target)} of the answered ${objective.measuredMs} ms`;
  const causes = CAUSES.filter(([cause]) => objective.badBy[cause] > 0).map(
    ([cause, word]) => `${objective.badBy[cause]} ${word}`,
  );
  return (
    `${nameOf(objective)}: ${floored(objective.measured)} % good${limit}, wanted ${percent(objective.target)} %` +
    `${value} (${objective.bad} of ${objective.total} bad: ${causes.join(', ')})`
  );
}

/** The objective as its author calls it, and the operation as the API does. */
function nameOf({ displayName, tags }: Objective): string {
  const { operation } = tags;
  return operation === undefined || operation === displayName ? displayName : `${displayName} (${operation})`;
}

/** Rounded down, so that a miss never reads as a hit. */
function floored(share: number): number {
  return Math.floor(share * 1e4 + 1e-6) / 100;
}

function percent(share: number): number {
  return Number((share * 100).toFixed(4));
}
