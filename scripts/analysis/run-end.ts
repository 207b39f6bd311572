import type { Measurements } from './measurements.ts';
import { sumOf } from './sum.ts';

type Instances = Pick<Measurements, 'instances'>;

/** True when the run was stopped before its end, or an instance never wrote its end. */
export function isPartial({ instances }: Instances): boolean {
  return instances.some((instance) => instance.end === undefined || instance.end.aborted);
}

/** True when every instance wrote its end: what was open is then known, not inferred. */
export function hasEnded({ instances }: Instances): boolean {
  return instances.every((instance) => instance.end !== undefined);
}

/** Iterations that k6 finished and our wrapper did not: an exception got past it. */
export function escapedIterations({ instances }: Instances): number {
  return sumOf(
    instances.flatMap((instance) => instance.end?.iterations ?? []),
    (each) => Math.max(0, each.k6Completed - each.completed - each.threw - each.cancelled),
  );
}
