import { constants } from 'node:os';
import type { ChildExit } from '../process/child.ts';

/** What an end of the engine means, and what to do next. */
export interface EngineExit {
  /** Goes on after "the engine". */
  readonly what: string;
  readonly next: string;
}

const REPORT = 'it is a defect of ours: report it with the run folder';
const CRASHED: EngineExit = { what: 'crashed', next: REPORT };
const KILLED: EngineExit = {
  what: 'was killed from outside',
  next: 'if nobody did that, memory ran out: see the kernel log (dmesg), and use fewer virtual users or streams, or more memory',
};
const INTERRUPTED: EngineExit = {
  what: 'was told to stop by a signal that is not ours',
  next: 'find what ends processes here (a time limit of the CI, for example) and run again',
};
const NOT_STARTED: EngineExit = {
  what: 'could not be started',
  next: 'see that "npm run engine" gives a path that runs here',
};

/**
 * 97 to 110 are k6's (go.k6.io/k6 v1.8.1, errext/exitcodes), 120 and 121 our output's (engine/hdrlog/output.go), 2 is the
 * Go runtime's for a panic beside k6's main goroutine and 255 k6's for any error that names no code. None of them is the
 * target's doing: thresholds are off, and the target's errors are in the books.
 */
const EXITS: Readonly<Record<number, EngineExit>> = {
  0: { what: 'ended well', next: 'there is nothing to do' },
  2: CRASHED,
  97: { what: 'was told by the cloud that its run failed', next: 'see that run, or leave --out cloud away' },
  98: { what: 'lost the cloud run that it reports to', next: 'see that run, or leave --out cloud away' },
  99: { what: 'judged by thresholds, which are switched off', next: REPORT },
  100: { what: 'took too long in the setup of the scenario', next: REPORT },
  101: { what: 'took too long in the teardown of the scenario', next: REPORT },
  102: { what: 'took too long', next: REPORT },
  103: { what: 'was stopped through its REST API, which is switched off', next: REPORT },
  104: {
    what: 'refuses the load that was made of the profile',
    next: 'correct the profile; what is wrong with it should have been found before, so report it too',
  },
  105: INTERRUPTED,
  106: { what: 'could not listen for its REST API, which is switched off', next: REPORT },
  107: { what: 'met an exception of our scenario before any load', next: REPORT },
  108: { what: 'was aborted by our scenario', next: REPORT },
  109: CRASHED,
  110: { what: 'was marked as failed by our scenario', next: REPORT },
  120: {
    what: 'could not write what it measured',
    next: 'make room on the disk of the results (SCRT_RESULTS moves them) and run again',
  },
  121: { what: 'was asked for a graceful end, which nobody here does', next: REPORT },
  126: NOT_STARTED,
  127: NOT_STARTED,
  255: { what: 'gave up for a reason that has no code', next: 'what it said tells why' },
};

const BY_SIGNAL: Readonly<Partial<Record<NodeJS.Signals, EngineExit>>> = {
  SIGKILL: KILLED,
  SIGINT: INTERRUPTED,
  SIGTERM: INTERRUPTED,
  SIGHUP: INTERRUPTED,
};

/** What the end of the engine means. */
export function describeExit(exit: ChildExit): EngineExit {
  const signal = exit.signal ?? signalOf(exit.code);
  if (signal !== undefined) return BY_SIGNAL[signal] ?? CRASHED;
  return EXITS[exit.code ?? -1] ?? { what: 'ended in a way that k6 does not document', next: REPORT };
}

/** The end as a number or a signal, for people. */
export function exitName({ code, signal }: ChildExit): string {
  return signal ?? `code ${code}`;
}

/** The signal that a shell around the engine (a K6_BINARY may be a script) passes on as 128 and its number. */
function signalOf(code: number | null): NodeJS.Signals | undefined {
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  return names.find((name) => constants.signals[name] + 128 === code);
}
