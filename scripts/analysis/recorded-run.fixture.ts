import { Accumulator } from './accumulator.ts';
import { bucketOf } from './bucket.ts';
import type { Measurements, SeriesLimit } from './measurements.ts';
import { limitsOf, type ObjectiveSpec, type ScenarioOperations } from './objective-spec.ts';
import type { ExceptionRecord, ViolationRecord } from './records.ts';
import { seriesKey, type Tags } from './series-key.ts';

export const START_MS = 1_795_000_000_000;

export interface OperationFixture {
  readonly operation: string;
  readonly tab?: string;
  readonly answeredMs?: readonly number[];
  readonly failed?: Readonly<Record<string, number>>;
  readonly openMs?: readonly number[];
  /** What the book says was begun, when it is to be wrong. */
  readonly begun?: number;
}

export interface PhaseFixture {
  readonly scenario: string;
  readonly planned?: number | null;
  readonly completed?: number;
  readonly dropped?: number;
  readonly interrupted?: number;
  readonly cancelled?: number;
  readonly threw?: number;
  readonly escaped?: number;
  readonly edge?: number;
  readonly operations?: readonly OperationFixture[];
}

export interface RunFixture {
  readonly phases: readonly PhaseFixture[];
  readonly slos?: readonly ObjectiveSpec[];
  readonly aborted?: boolean;
  readonly killed?: boolean;
  readonly counters?: Readonly<Record<string, number>>;
  readonly dispatchDelaysMs?: readonly number[];
  readonly cpuMs?: number;
  readonly violations?: readonly Partial<ViolationRecord>[];
  readonly exceptions?: readonly Partial<ExceptionRecord>[];
  readonly cutFiles?: readonly string[];
}

/** Measurements of a made-up run of one instance and one interval, by the same way that real ones take. */
export function recordedRun(run: RunFixture): Measurements {
  const all = new Accumulator(START_MS, limitsOf(run.slos ?? []));
  record(all, 'local', run);
  return all.measurements();
}

/** One accumulator, several instances. */
export function recordedInstances(
  runs: readonly RunFixture[],
  limits: readonly SeriesLimit[] = [],
): Measurements {
  const all = new Accumulator(START_MS, limits);
  for (const [index, run] of runs.entries()) record(all, `instance-${index + 1}`, run);
  return all.measurements();
}

/** The operations of a run's phases, as a scenario declares them. */
export function operationsOf(run: RunFixture): ScenarioOperations {
  return Object.fromEntries(
    run.phases.map((phase) => [
      phase.scenario,
      [...new Set((phase.operations ?? []).map((each) => each.operation))],
    ]),
  );
}

/** An objective on `scrt_operation_duration`. */
export function objectiveOn(operation: string, thresholdMs: number, target = 0.9): ObjectiveSpec {
  const indicator = {
    kind: 'threshold',
    metric: 'scrt_operation_duration',
    tags: { operation },
    thresholdMs,
  } as const;
  return {
    name: operation.toLowerCase(),
    displayName: operation,
    slo: operation.toLowerCase(),
    target,
    indicator,
  };
}

/** The share of answered operations. */
export function answeredRatio(target = 0.99): ObjectiveSpec {
  const part = { metric: 'scrt_operations', tags: { outcome: 'answered' } };
  const total = { metric: 'scrt_operations', tags: { outcome: 'begun' } };
  const indicator = { kind: 'ratio', counted: 'good', part, total } as const;
  return { name: 'answered', displayName: 'Answered', slo: 'answered', target, indicator };
}

/** `count` times the same value. */
export function times(count: number, value: number): readonly number[] {
  return Array.from({ length: count }, () => value);
}

function record(all: Accumulator, instance: string, run: RunFixture): void {
  const phases = run.phases.map(({ scenario, edge = 0, ...phase }) => ({
    scenario,
    edge,
    planned: plannedOf(phase),
  }));
  all.addRecord(instance, { kind: 'start', schemaVersion: 2, at: START_MS, phases });
  const counters: Record<string, number> = { ...run.counters };
  for (const phase of run.phases) recordPhase(all, phase, counters);
  recordValues(all, { name: 'eventsource_dispatch_delay', tags: {} }, run.dispatchDelaysMs ?? []);
  const process = { cpuMs: run.cpuMs ?? 100, rssBytes: 1, goroutines: 1 };
  all.addRecord(instance, { kind: 'interval', at: START_MS, ms: 1000, counters, process });
  for (const violation of run.violations ?? []) all.addRecord(instance, { ...VIOLATION, ...violation });
  for (const exception of run.exceptions ?? []) all.addRecord(instance, { ...EXCEPTION, ...exception });
  for (const path of run.cutFiles ?? []) all.addCutFile(path);
  if (run.killed !== true) all.addRecord(instance, endOf(run));
}

function recordPhase(all: Accumulator, phase: PhaseFixture, counters: Record<string, number>): void {
  const { scenario } = phase;
  const add = (name: string, tags: Tags, value: number): void => {
    if (value > 0) counters[seriesKey({ name, tags })] = value;
  };
  add('scrt_iterations', { outcome: 'started', scenario }, startedOf(phase));
  for (const outcome of ['completed', 'threw', 'cancelled'] as const) {
    add('scrt_iterations', { outcome, scenario }, phase[outcome] ?? 0);
  }
  add('dropped_iterations', { scenario }, phase.dropped ?? 0);
  for (const each of phase.operations ?? []) {
    const { operation, tab, answeredMs = [], failed = {}, openMs = [] } = each;
    const tags = { operation, scenario, ...(tab !== undefined && { tab }) };
    add('scrt_operations', { ...tags, outcome: 'begun' }, begunOf(each));
    add('scrt_operations', { ...tags, outcome: 'answered' }, answeredMs.length);
    for (const [reason, count] of Object.entries(failed))
      add('scrt_operations', { ...tags, outcome: 'failed', reason }, count);
    recordValues(all, { name: 'scrt_operation_duration', tags }, answeredMs);
    recordValues(all, { name: 'scrt_operation_age', tags: { operation, scenario } }, openMs);
  }
}

function recordValues(
  all: Accumulator,
  { name, tags }: { name: string; tags: Tags },
  valuesMs: readonly number[],
): void {
  if (valuesMs.length === 0) return;
  const buckets = valuesMs.map((value) => [bucketOf(Math.round(value * 1000)), 1] as const);
  all.addHistogram({ name, tags, startMs: START_MS, lengthMs: 1000, buckets });
}

function endOf(run: RunFixture): Parameters<Accumulator['addRecord']>[1] {
  return {
    kind: 'end',
    at: START_MS + 1000,
    aborted: run.aborted ?? false,
    iterations: run.phases.map((phase) => ({
      scenario: phase.scenario,
      planned: plannedOf(phase),
      started: startedOf(phase),
      completed: phase.completed ?? 0,
      threw: phase.threw ?? 0,
      interrupted: phase.interrupted ?? 0,
      cancelled: phase.cancelled ?? 0,
      dropped: phase.dropped ?? 0,
      k6Completed:
        (phase.completed ?? 0) + (phase.threw ?? 0) + (phase.cancelled ?? 0) + (phase.escaped ?? 0),
    })),
    operations: run.phases.flatMap(({ scenario, operations = [] }) =>
      operations.map((each) => ({
        scenario,
        operation: each.operation,
        ...(each.tab !== undefined && { tab: each.tab }),
        begun: begunOf(each),
        answered: each.answeredMs?.length ?? 0,
        failed: each.failed ?? {},
        unanswered: each.openMs?.length ?? 0,
        oldestUnansweredMs: Math.max(0, ...(each.openMs ?? [])),
      })),
    ),
  };
}

function plannedOf(phase: Omit<PhaseFixture, 'scenario'>): number | null {
  if (phase.planned !== undefined) return phase.planned;
  return startedOf(phase) + (phase.dropped ?? 0) + (phase.cancelled ?? 0);
}

function startedOf(phase: Omit<PhaseFixture, 'scenario'>): number {
  return (phase.completed ?? 0) + (phase.threw ?? 0) + (phase.interrupted ?? 0);
}

function begunOf({ begun, answeredMs = [], failed = {}, openMs = [] }: OperationFixture): number {
  return (
    begun ?? answeredMs.length + openMs.length + Object.values(failed).reduce((sum, count) => sum + count, 0)
  );
}

const VIOLATION: ViolationRecord = {
  kind: 'violation',
  at: START_MS,
  scenario: 'conversations',
  rule: 'event-payload',
  mark: 'D',
  place: 'CONVERSATION_MESSAGE#/entryType',
  expected: 'Message',
  received: '"Massage"',
  sources: 'S6',
  repeat: 'npm run contract -- check --only event-payload',
};

const EXCEPTION: ExceptionRecord = {
  kind: 'exception',
  at: START_MS,
  scenario: 'conversations',
  message: 'TypeError: x is not a function',
  stack: 'at journey (conversation.ts:12)',
};
