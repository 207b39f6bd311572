import type { Reason, RunResult } from '../../schemas/generated/run-result.ts';

/** What a run without load has to say. */
export type UnloadedRun = Pick<RunResult, 'partial' | 'reasons' | 'coverage' | 'manifest'> &
  Partial<Pick<RunResult, 'violations' | 'doubts'>>;

/** The result of a run without load: the members that load fills are empty, and its reasons decide the verdict. */
export function unloadedResult({ partial, reasons, coverage, manifest, ...found }: UnloadedRun): RunResult {
  return {
    schemaVersion: 1,
    verdict: verdictBy(reasons),
    partial,
    reasons,
    violations: found.violations ?? [],
    coverage,
    manifest: { ...manifest },
    objectives: [],
    metrics: [],
    counters: [],
    gauges: [],
    balance: { iterations: [], operations: [] },
    doubts: found.doubts ?? [],
    intervals: { startMs: 0, lengthMs: 1000, count: 0, bucketsMs: [], series: [] },
    spectrum: [],
    budgets: [],
  };
}

function verdictBy(reasons: readonly Reason[]): RunResult['verdict'] {
  if (reasons.some(({ effect }) => effect === 'invalid')) return 'invalid';
  return reasons.length > 0 ? 'fail' : 'pass';
}
