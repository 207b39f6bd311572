import { sample } from '../latency.ts';
import type { Random } from '../random.ts';
import type { CapacityPlan } from './parse.ts';

/** When one request is served, in ms of the clock that its arrival was told in. */
export interface Admission {
  readonly startMs: number;
  readonly departureMs: number;
}

/** The system at one moment. */
export interface Occupancy {
  /** Servers that are busy. */
  readonly serving: number;
  /** Requests that were admitted and have no server yet. */
  readonly waiting: number;
  /** Service time that the servers have worked off until then, in ms. */
  readonly workedMs: number;
}

/** A queue with servers in virtual time: it computes when, and waits for nothing. */
export interface Servers {
  /**
   * Takes in one request; undefined when the waiting room is full. A time before that of an earlier
   * call (the clock went back) counts as that earlier time: calls are served in their order, never
   * in the past, and such a request waits for as long as the clock went back.
   *
   * @param arrivalMs finite
   */
  readonly admit: (arrivalMs: number) => Admission | undefined;
  /** The service time of all that was admitted so far, worked off or not, in ms. */
  readonly busyMs: () => number;
  /** Counts without changing anything; a moment before the last arrival counts as that arrival's. */
  readonly occupancy: (nowMs: number) => Occupancy;
}

/** What the servers are made of. */
export interface ServersOptions {
  readonly plan: Pick<CapacityPlan, 'servers' | 'service' | 'queue'>;
  /** Of the service times: one draw per arrival, so that a refusal does not change those that follow. */
  readonly random: Random;
}

/**
 * Creates an idle system, first come, first served: a request starts when it has arrived and a server is
 * free, and departs one service time later. What the caller's timers do late never comes back into it, so
 * under Poisson arrivals it is M/M/c or M/G/c exactly. Admitting costs O(log servers); memory grows with
 * the servers and with those that wait.
 */
export function createServers({ plan, random }: ServersOptions): Servers {
  const most = plan.queue ?? Number.POSITIVE_INFINITY;
  const freeAt = new Float64Array(plan.servers).fill(Number.NEGATIVE_INFINITY);
  const line = createLine();
  let latestMs = Number.NEGATIVE_INFINITY;
  let busyMs = 0;
  return {
    admit: (arrivalMs) => {
      const serviceMs = sample(plan.service, random);
      if (arrivalMs > latestMs) latestMs = arrivalMs;
      line.startUntil(latestMs);
      const startMs = Math.max(latestMs, freeAt[0] ?? latestMs);
      if (startMs > latestMs) {
        if (line.startingAfter(latestMs) >= most) return undefined;
        line.join(startMs);
      }
      const departureMs = startMs + serviceMs;
      replaceFirst(freeAt, departureMs);
      busyMs += serviceMs;
      return { startMs, departureMs };
    },
    busyMs: () => busyMs,
    occupancy: (nowMs) => {
      const atMs = Math.max(nowMs, latestMs);
      // A server with work ahead works without a gap: it was given that work because it is the first to be free.
      const ahead = freeAt.filter((freeMs) => freeMs > atMs);
      const aheadMs = ahead.reduce((sum, freeMs) => sum + freeMs - atMs, 0);
      return { serving: ahead.length, waiting: line.startingAfter(atMs), workedMs: busyMs - aheadMs };
    },
  };
}

/** Puts a value in the place of a binary heap's smallest, and restores the heap. */
function replaceFirst(heap: Float64Array, value: number): void {
  const at = (index: number): number => heap[index] ?? Number.POSITIVE_INFINITY;
  let hole = 0;
  for (let child = 1; child < heap.length; child = 2 * hole + 1) {
    const smaller = at(child + 1) < at(child) ? child + 1 : child;
    if (at(smaller) >= value) break;
    heap[hole] = at(smaller);
    hole = smaller;
  }
  heap[hole] = value;
}

/** The start times of those that wait; first come, first served keeps them in ascending order. */
interface Line {
  readonly join: (startMs: number) => void;
  /** Forgets those that have started by then. */
  readonly startUntil: (ms: number) => void;
  readonly startingAfter: (ms: number) => number;
}

function createLine(): Line {
  let starts: number[] = [];
  let head = 0;
  const firstAfter = (ms: number): number => {
    let [low, high] = [head, starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? ms) > ms) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    join: (startMs) => void starts.push(startMs),
    startUntil: (ms) => {
      head = firstAfter(ms);
      // Each copy moves fewer than it drops, so its cost is constant per request.
      if (head * 2 <= starts.length) return;
      starts = starts.slice(head);
      head = 0;
    },
    startingAfter: (ms) => starts.length - firstAfter(ms),
  };
}
