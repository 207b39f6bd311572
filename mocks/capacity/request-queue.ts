import type { Random } from '../random.ts';
import { createLatencies } from '../truth/latencies.ts';
import type { CapacityPlan } from './parse.ts';
import { createServers, type Admission, type Servers } from './servers.ts';

/** The queue that requests pass, all or those of one operation, and its own truth. */
export interface RequestQueue {
  readonly operation: string | undefined;
  readonly admit: Servers['admit'];
  /** At a moment of the same clock. */
  readonly occupancy: Servers['occupancy'];
  /** How long requests waited for a server, in virtual time; how many found no room. */
  readonly summary: () => Readonly<Record<string, unknown>>;
}

/** Creates the queue of a plan. */
export function createRequestQueue(plan: CapacityPlan, random: Random): RequestQueue {
  const servers = createServers({ plan, random });
  const waits = createLatencies();
  let refused = 0;
  return {
    operation: plan.operation,
    occupancy: servers.occupancy,
    admit: (arrivalMs): Admission | undefined => {
      const admission = servers.admit(arrivalMs);
      if (admission === undefined) refused += 1;
      else waits.record(admission.startMs - arrivalMs);
      return admission;
    },
    summary: () => ({ busyMs: servers.busyMs(), refused, waits: waits.summary() }),
  };
}
