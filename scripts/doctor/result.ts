import type { Exercise, Reason, RunResult } from '../../schemas/generated/run-result.ts';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { unloadedResult } from '../analysis/unloaded-result.ts';
import { answerOf } from './condition.ts';
import type { Diagnosis, Finding } from './diagnose.ts';
import type { Facts } from './facts.ts';

/** What turns a diagnosis into a result. */
export interface DoctorResultInput {
  readonly facts: Facts;
  readonly diagnosis: Diagnosis;
  /** True when it was stopped before its end. */
  readonly partial: boolean;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** What the doctor could not see: a stand-in of ours that died. */
  readonly incidents: readonly Reason[];
}

/** A diagnosis as a run's result: a reason for each finding; the members that load fills are empty. */
export function doctorResult({
  facts,
  diagnosis,
  partial,
  manifest,
  incidents,
}: DoctorResultInput): RunResult {
  const stopped: readonly Reason[] = partial
    ? [{ code: 'stopped', effect: 'invalid', text: 'it was stopped before its end' }]
    : [];
  const reasons = [...incidents, ...stopped, ...diagnosis.findings.map(reasonOf)];
  const coverage = {
    operations: [],
    statuses: statusesOf(facts),
    events: eventsOf(facts),
    rules: [],
    cases: [],
  };
  return unloadedResult({ partial, reasons, coverage, manifest });
}

function reasonOf({ id, title, rank, seen, fix }: Finding): Reason {
  const certainty = rank === null ? title : `perhaps (${rank}): ${title}`;
  return { code: id, effect: 'fail', text: `${certainty}. Seen: ${seen}. Fix: ${fix}` };
}

function statusesOf({ token, stream, preflights }: Facts): readonly Exercise[] {
  const asked = [
    ...preflights.map(({ outcome }) => ['preflight', outcome] as const),
    [OPERATIONS.generateAccessTokenForUnauthenticatedUser.id, token?.outcome] as const,
    [OPERATIONS.streamEvents.id, stream?.outcome] as const,
  ];
  const names = asked.flatMap(([operation, outcome]) => {
    const answer = answerOf(outcome);
    return answer === undefined ? [] : [`${operation} ${answer.status}`];
  });
  return [...new Set(names)].map((name) => ({ name, count: names.filter((each) => each === name).length }));
}

function eventsOf({ stream }: Facts): readonly Exercise[] {
  const { pings = 0, events = 0 } = stream?.arrivals ?? {};
  return [
    { name: 'ping', count: pings },
    { name: 'other events', count: events - pings },
  ].filter(({ count }) => count > 0);
}
