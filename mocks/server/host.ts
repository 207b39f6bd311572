import type { ServerResponse } from 'node:http';
import { every, type Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import type { Command, Outcome } from '../machine/command.ts';
import { apply } from '../machine/machine.ts';
import type { State } from '../machine/state.ts';
import type { Ledger } from '../truth/ledger.ts';
import type { Gate } from './gate.ts';
import { createStreams } from './streams.ts';

const PRUNE_INTERVAL_MS = 10_000;

/** Gives the machine its time, its timers and its streams. */
export interface Host {
  readonly apply: (command: Command) => Outcome;
  /** Does what an outcome asks for, once its answer is out. */
  readonly follow: (outcome: Outcome, response: ServerResponse) => void;
  /** Ends the streams and cancels the timers. */
  readonly stop: () => void;
}

/** What a host stands on. */
export interface HostParts {
  readonly state: State;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly pingIntervalMs: number;
}

/** Creates the host of a machine, which also forgets old guests from time to time. */
export function createHost(parts: HostParts): Host {
  const { state, clock } = parts;
  const timers = createTimers(clock);
  const run = (command: Command): Outcome => apply(state, command, clock.now());
  const streams = createStreams({
    ...parts,
    onLeave: (subject) => void run({ kind: 'streamClosed', subject }),
  });
  const schedule = (outcome: Outcome): void => {
    if (outcome.events.length > 0) streams.deliver(outcome.events);
    for (const { afterMs, command } of outcome.timers) {
      timers.after(afterMs, () => schedule(run(command)));
    }
  };
  const cancelPruning = every(clock, PRUNE_INTERVAL_MS, () => void run({ kind: 'prune' }));
  return {
    apply: run,
    follow: (outcome, response) => {
      if (outcome.stream !== undefined) streams.open(response, outcome.stream);
      schedule(outcome);
    },
    stop: () => {
      cancelPruning();
      timers.cancel();
      streams.end();
    },
  };
}

interface Timers {
  readonly after: (ms: number, task: () => void) => void;
  readonly cancel: () => void;
}

function createTimers(clock: Clock): Timers {
  const pending = new Set<() => void>();
  return {
    after: (ms, task) => {
      const cancel = clock.after(ms, () => {
        pending.delete(cancel);
        task();
      });
      pending.add(cancel);
    },
    cancel: () => {
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}
