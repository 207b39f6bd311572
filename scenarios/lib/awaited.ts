import { begin, count } from 'k6/x/hdrlog';
import type { RuleId } from '../../schemas/rules.ts';
import type { EntryEvent } from './entry-event.ts';
import type { Outcome } from './exchange.ts';
import type { Expectation } from './inbox.ts';
import type { MadeCall } from './repeat-line.ts';
import { reportBreach } from './report.ts';
import type { TabStream } from './stream.ts';

/** An event that a call is to bring about. */
export interface Wanted {
  /** Its name in the operations book. */
  readonly operation: string;
  readonly stream: TabStream;
  readonly accepts: (event: EntryEvent) => boolean;
  readonly tab?: number;
  /** Broken when the call was accepted and the event did not come in time. */
  readonly rule?: RuleId;
}

/**
 * Makes a call and awaits its events. All begin in the book before the request leaves, so an event that overtakes the
 * answer counts; when the call fails, they fail with it, for the same reason.
 *
 * @returns true when the call was answered and every event came
 */
export async function callAndAwait(
  made: MadeCall,
  wanted: readonly Wanted[],
  make: (made: MadeCall) => Promise<Outcome<unknown>>,
): Promise<boolean> {
  const awaited = wanted.map((one) => beginAwait(one, made));
  const outcome = await make(made);
  if (!outcome.ok) for (const { expectation } of awaited) expectation.abandon(outcome.reason);
  const arrivals = await Promise.all(awaited.map(({ arrived }) => arrived));
  return outcome.ok && arrivals.every(Boolean);
}

interface Awaited {
  readonly expectation: Expectation<EntryEvent>;
  readonly arrived: Promise<boolean>;
}

function beginAwait(wanted: Wanted, made: MadeCall): Awaited {
  const { operation: name, stream, accepts, tab } = wanted;
  const operation = begin(name, tab === undefined ? {} : { tab });
  const expectation = stream.inbox.expect(accepts);
  const settle = async (): Promise<boolean> => {
    const arrival = await expectation.arrival;
    if (arrival.ok) {
      operation.answer({ at: arrival.event.receivedAt });
      return true;
    }
    operation.fail(arrival.reason);
    // A call that was never answered promises no event.
    if (arrival.isOverdue) reportLost(wanted, made);
    return false;
  };
  return { expectation, arrived: settle() };
}

function reportLost({ operation, tab, rule }: Wanted, made: MadeCall): void {
  count('scrt_events_lost', 1, { operation });
  if (rule === undefined) return;
  const place = tab === undefined ? operation : `${operation} tab ${tab}`;
  reportBreach(rule, { place, expected: 'an event on the stream', received: 'none in time' }, made);
}
