import { isExplained } from './consequences.ts';
import type {
  Balance,
  Objective,
  Reason,
  RunResult,
  ViolationGroup,
} from '../../schemas/generated/run-result.ts';
import { escapedIterations } from './run-end.ts';
import { DISPATCH_DELAY_LIMITS_MS, dispatchDelayP99, STANDSTILL_LIMITS_MS } from './dispatch-delay.ts';
import { countOf } from './counters.ts';
import type { Measurements } from './measurements.ts';
import { isAwaited, type JudgedObjective } from './objectives.ts';
import { describeMiss } from './reason-text.ts';
import { sumOf } from './sum.ts';

/** What the verdict is drawn from. */
export interface VerdictEvidence {
  readonly measurements: Measurements;
  readonly balance: Balance;
  readonly objectives: readonly JudgedObjective[];
  readonly violations: readonly ViolationGroup[];
  /** What the caller knows of that no file shows: a stand-in that died, for example. */
  readonly incidents: readonly Reason[];
}

/** The verdict with its reasons, the deciding ones first. */
export interface Verdict {
  readonly verdict: RunResult['verdict'];
  readonly reasons: readonly Reason[];
}

/**
 * Fail or invalid (DESIGN §7). Causes that a target cannot produce make a run invalid whatever else was seen. Lost or
 * missing data make it invalid, unless what was soundly measured already misses.
 */
export function verdictOf(evidence: VerdictEvidence): Verdict {
  const incidents = evidence.incidents;
  const broken = [...incidents.filter((each) => each.effect === 'invalid'), ...brokenHarness(evidence)];
  const lossy = missingData(evidence);
  const sound = overflowed(evidence) ? soundMisses(evidence) : misses(evidence);
  const failing = [...incidents.filter((each) => each.effect === 'fail'), ...sound];
  if (broken.length > 0) return { verdict: 'invalid', reasons: [...broken, ...lossy, ...failing] };
  if (failing.length > 0) return { verdict: 'fail', reasons: [...failing, ...lossy] };
  if (lossy.length > 0) return { verdict: 'invalid', reasons: lossy };
  return { verdict: 'pass', reasons: [] };
}

function brokenHarness(evidence: VerdictEvidence): readonly Reason[] {
  return [
    ...nothingHappened(evidence),
    ...unbalanced(evidence),
    ...exceptions(evidence),
    ...starved(evidence),
    ...stoodStill(evidence),
    ...atItsLimit(evidence),
    ...died(evidence),
  ];
}

function nothingHappened({ balance }: VerdictEvidence): readonly Reason[] {
  const { iterations, operations } = balance;
  const plans = iterations.map((book) => book.planned);
  if (plans.every((planned) => planned === 0)) {
    return [invalid('nothing-planned', 'no iteration was planned, so nothing was measured')];
  }
  const begun = sumOf(operations, (book) => book.begun);
  const dropped = sumOf(iterations, (book) => book.dropped);
  if (begun + dropped > 0) return [];
  return [invalid('no-samples', 'no operation was begun, so nothing was measured')];
}

function unbalanced({ balance }: VerdictEvidence): readonly Reason[] {
  const iterations = balance.iterations
    .filter((book) => !book.balanced)
    .map((book) => {
      const closed = book.completed + book.dropped + book.interrupted + book.cancelled + book.threw;
      return `iterations of ${book.scenario} (planned ${book.planned ?? 'unknown'}, accounted for ${closed})`;
    });
  const operations = balance.operations
    .filter((book) => !book.balanced)
    .map((book) => {
      const closed = book.answered + book.failed + book.unanswered;
      return `${book.operation} of ${book.scenario} (begun ${book.begun}, accounted for ${closed}, answered ${book.answered}, recorded ${book.recorded})`;
    });
  const all = [...iterations, ...operations];
  return all.length === 0 ? [] : [invalid('books-unbalanced', `the books do not balance: ${all.join('; ')}`)];
}

function exceptions({ balance, measurements }: VerdictEvidence): readonly Reason[] {
  const threw = sumOf(balance.iterations, (book) => book.threw);
  const escaped = escapedIterations(measurements);
  const noted = countOf(measurements.counters, 'scrt_exceptions');
  if (threw + escaped + noted === 0) return [];
  const first = measurements.exceptions[0];
  const what = first === undefined ? '' : `; the first: ${first.message} (${first.scenario})`;
  return [
    invalid(
      'scenario-threw',
      `${Math.max(threw + escaped, noted)} iterations met an exception of our scenario${what}`,
    ),
  ];
}

function stoodStill({ measurements: { standstillMs } }: VerdictEvidence): readonly Reason[] {
  if (standstillMs <= STANDSTILL_LIMITS_MS.invalid) return [];
  return [
    invalid(
      'generator-stood-still',
      `the engine stood still for ${standstillMs} ms, and made no load meanwhile`,
    ),
  ];
}

function starved({ measurements }: VerdictEvidence): readonly Reason[] {
  const p99 = dispatchDelayP99(measurements);
  const limit = DISPATCH_DELAY_LIMITS_MS.invalid;
  if (p99 === undefined || p99 <= limit) return [];
  return [
    invalid(
      'generator-starved',
      `events waited ${p99} ms (p99) for this machine's CPU; at most ${limit} ms is sound`,
    ),
  ];
}

function atItsLimit({ measurements }: VerdictEvidence): readonly Reason[] {
  const streams = sumOf(
    measurements.counters.filter(
      ({ name, tags }) => name === 'eventsource_errors' && tags['reason'] === 'local-limit',
    ),
    ({ value }) => value,
  );
  if (streams === 0) return [];
  return [
    invalid(
      'generator-at-limit',
      `${streams} streams found no file descriptor or local port on this machine; engine.log says which`,
    ),
  ];
}

function died({ measurements }: VerdictEvidence): readonly Reason[] {
  const names = measurements.instances.filter((each) => each.end === undefined).map((each) => each.name);
  if (names.length === 0) return [];
  return [invalid('engine-died', `the engine ended without its last record (${names.join(', ')})`)];
}

function missingData(evidence: VerdictEvidence): readonly Reason[] {
  const unmeasured = evidence.objectives
    .filter((each) => each.empty && !each.neverReached)
    .map(({ objective }) => withoutData(objective));
  if (!overflowed(evidence)) return unmeasured;
  return [
    invalid('overflow', 'events were lost in our own queue, so what was awaited cannot be judged'),
    ...unmeasured,
  ];
}

function withoutData({ name, displayName }: Objective): Reason {
  const text = `${displayName}: nothing was measured`;
  return { code: 'objective-without-data', effect: 'invalid', text, objective: name };
}

function misses({ balance, objectives, violations }: VerdictEvidence): readonly Reason[] {
  return [
    ...objectives.filter((each) => isMissed(each)).map(({ objective }) => missed(objective)),
    ...violations
      .filter((group) => group.gates && group.count > 0 && !isExplained(group, violations))
      .map(breach),
    ...everythingBad(balance),
  ];
}

/** With an overflow, awaited events may be bad by our own doing: only late answers and plain operations are sound. */
function soundMisses(evidence: VerdictEvidence): readonly Reason[] {
  const objectives = evidence.objectives.filter(({ objective }) => {
    if (!isAwaited(objective)) return true;
    return objective.badBy.slow > objective.budget.allowed && objective.kind === 'threshold';
  });
  const violations = evidence.violations.filter((group) => group.rule !== 'echo-arrives');
  return misses({ ...evidence, objectives, violations });
}

function isMissed({ objective, empty, neverReached }: JudgedObjective): boolean {
  return neverReached || (!empty && !objective.met);
}

function missed(objective: Objective): Reason {
  const code = objective.total === 0 ? 'objective-never-reached' : 'objective-missed';
  return { code, effect: 'fail', text: describeMiss(objective), objective: objective.name };
}

function breach({ rule, mark, count, first }: ViolationGroup): Reason {
  const place = first[0] === undefined ? '' : `, first at ${first[0].place}`;
  return {
    code: 'contract-broken',
    effect: 'fail',
    text: `${rule} (${mark}) was broken ${count} times${place}`,
  };
}

function everythingBad({ iterations, operations }: Balance): readonly Reason[] {
  const begun = sumOf(operations, (book) => book.begun);
  const dropped = sumOf(iterations, (book) => book.dropped);
  if (begun + dropped === 0 || sumOf(operations, (book) => book.answered) > 0) return [];
  const names = [...new Set(operations.map((book) => book.operation))].join(', ');
  const text = `nothing was answered: ${begun} operations begun (${names}), ${causesOf(operations)}${dropped} iterations dropped`;
  return [{ code: 'nothing-answered', effect: 'fail', text }];
}

function causesOf(operations: Balance['operations']): string {
  const causes = new Map<string, number>();
  for (const [reason, count] of operations.flatMap((book) => Object.entries(book.failures))) {
    causes.set(reason, (causes.get(reason) ?? 0) + count);
  }
  return [...causes].map(([reason, count]) => `${count} ${reason}, `).join('');
}

function overflowed({ measurements }: VerdictEvidence): boolean {
  return measurements.counters.some((each) => each.name === 'eventsource_overflows' && each.value > 0);
}

function invalid(code: string, text: string): Reason {
  return { code, effect: 'invalid', text };
}
