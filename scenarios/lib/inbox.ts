import type { Reason } from './reason.ts';

/** How an expectation ended: with the event, or without it; `isOverdue` when its own time had run out. */
export type Arrival<Item> =
  | { readonly ok: true; readonly event: Item }
  | { readonly ok: false; readonly reason: Reason; readonly isOverdue: boolean };

/** One awaited event. Settles exactly once and never rejects. */
export interface Expectation<Item> {
  readonly arrival: Promise<Arrival<Item>>;
  /** Stops waiting, for a reason of the caller's; does nothing when it has settled. */
  readonly abandon: (reason: Reason) => void;
}

/** Timers, so that tests own the time. */
export interface Timers {
  set(run: () => void, ms: number): number;
  clear(timer: number): void;
}

/** Matches the events of one stream with those who wait for them. */
export interface Inbox<Item> {
  /** Waits for the first event from now on that is accepted; one event may serve several expectations. */
  expect(accepts: (event: Item) => boolean): Expectation<Item>;
  deliver(event: Item): void;
  /** Ends every open and every later expectation: nothing will come any more. */
  end(reason: Reason): void;
}

interface Waiting<Item> {
  readonly accepts: (event: Item) => boolean;
  readonly settle: (arrival: Arrival<Item>) => void;
}

/** An inbox whose expectations fail with `timeout` after `timeoutMs`. */
export function createInbox<Item>({
  timeoutMs,
  timers,
}: {
  readonly timeoutMs: number;
  readonly timers: Timers;
}): Inbox<Item> {
  const waiting = new Set<Waiting<Item>>();
  let ended: Reason | undefined;
  const expect: Inbox<Item>['expect'] = (accepts) => {
    if (ended !== undefined) return settled(ended);
    const { arrival, resolve } = createArrival<Item>();
    const entry: Waiting<Item> = {
      accepts,
      settle: (result) => {
        // A timer that is left would keep the iteration alive until it fires.
        timers.clear(timer);
        waiting.delete(entry);
        resolve(result);
      },
    };
    const timer = timers.set(
      () => entry.settle({ ok: false, reason: 'timeout', isOverdue: true }),
      timeoutMs,
    );
    waiting.add(entry);
    return {
      arrival,
      abandon: (reason) => waiting.has(entry) && entry.settle({ ok: false, reason, isOverdue: false }),
    };
  };
  return {
    expect,
    deliver: (event) => {
      for (const entry of waiting) if (entry.accepts(event)) entry.settle({ ok: true, event });
    },
    end: (reason) => {
      ended ??= reason;
      for (const entry of waiting) entry.settle({ ok: false, reason, isOverdue: false });
    },
  };
}

/** `Promise.withResolvers`, which k6 does not have. */
function createArrival<Item>(): {
  readonly arrival: Promise<Arrival<Item>>;
  readonly resolve: (result: Arrival<Item>) => void;
} {
  let resolve!: (result: Arrival<Item>) => void;
  const arrival = new Promise<Arrival<Item>>((settle) => {
    resolve = settle;
  });
  return { arrival, resolve };
}

function settled(reason: Reason): Expectation<never> {
  return { arrival: Promise.resolve({ ok: false, reason, isOverdue: false }), abandon: () => undefined };
}
