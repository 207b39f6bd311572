import type { Objective, RunResult, Tags } from '../../schemas/generated/run-result.ts';

/** A latency for people: three significant digits. */
export function milliseconds(value: number | null): string {
  if (value === null) return '–';
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ms`;
}

/** A share as percent, rounded down: what is short of 99 % never reads as 99 %. */
export function percent(share: number | null): string {
  if (share === null) return '–';
  const floored = Math.floor(share * 10_000 + 1e-6) / 100;
  return `${Number.isInteger(floored) ? floored : floored.toFixed(2)} %`;
}

/** Budget used, with the events behind it. */
export function budgetUsed({ budget, total }: Objective): string {
  if (total === 0) return '–';
  const share =
    budget.usedShare === null
      ? 'all'
      : `${(budget.usedShare * 100).toFixed(budget.usedShare < 0.1 ? 1 : 0)} %`;
  return `${share} (${budget.used} of ${Number(budget.allowed.toFixed(1))})`;
}

/** ok, MISSED or NO DATA. */
export function stateOf(objective: Objective): 'ok' | 'MISSED' | 'NO DATA' {
  if (objective.total === 0) return 'NO DATA';
  return objective.met ? 'ok' : 'MISSED';
}

/** The measurement beside its limit: `p99 12.3 ms` and `≤ 250 ms`, or shares for a ratio. */
export function measuredBeside(objective: Objective): readonly [measured: string, limit: string] {
  if (objective.thresholdMs === null) return [percent(objective.measured), `≥ ${percent(objective.target)}`];
  const flag = objective.answeredOnly && objective.measuredMs !== null ? '*' : '';
  return [
    `${rankOf(objective)} ${milliseconds(objective.measuredMs)}${flag}`,
    `≤ ${objective.thresholdMs} ms`,
  ];
}

/** The percentile that an objective limits: `p99`. */
export function rankOf({ target }: Objective): string {
  return `p${Number((target * 100).toFixed(4))}`;
}

/** What the marks of rules stand for. */
export const MARKS = 'D documented, C seen in clients, I inferred, U unknown';

/** What stands behind the `*` of `measuredBeside`. */
export const ANSWERED_ONLY =
  '* percentile of the answered ones only; failed, unanswered and dropped ones are in the share and the budget';

/** `scenario nightly · profile nightly · target stand-in`: what ran, how hard, where, as far as the manifest says. */
export function titleOf({ manifest }: RunResult): string {
  const parts = ['scenario', 'profile', 'target']
    .map((key) => [key, nameIn(manifest[key])] as const)
    .filter(([, name]) => name !== '')
    .map(([key, name]) => `${key} ${name}`);
  return parts.length > 0 ? parts.join(' · ') : nameIn(manifest['command']) || 'run';
}

/** What a pass rests on, in one sentence; nothing for another verdict. */
export function passSentence({ verdict, objectives, violations }: RunResult): string {
  if (verdict !== 'pass') return '';
  const rules = violations.length === 0 ? 'no rule was broken' : 'no rule that fails the run was broken';
  if (objectives.length === 0) return rules;
  return `every objective was met, ${rules}`;
}

/** Tags as `operation sendMessage, scenario tokens`. */
export function tagsText(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

function nameIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('name' in value)) return '';
  return typeof value.name === 'string' ? value.name : '';
}
