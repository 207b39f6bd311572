import { repeatLine } from '../../scenarios/lib/repeat-line.ts';
import type { Call } from '../../schemas/requests.ts';
import type { RuleId } from '../../schemas/rules.ts';
import { openTap, type EventTap, type TappedEvent } from './event-tap.ts';
import { judge, type Session } from './session.ts';

/** An event that must not come is waited for this long. */
const ABSENCE_MS = 300;

/** One open stream of a guest: whose call it was, and what it brought. */
export interface Listening extends AsyncDisposable, Pick<EventTap, 'events' | 'find' | 'sends'> {
  readonly made: Call;
}

/** Opens a stream that must open. What arrives is judged as it comes, and recorded when it is disposed. */
export async function listen(
  session: Session,
  made: Call,
  conversations: ReadonlySet<string>,
): Promise<Listening> {
  await session.pace();
  const tap = await openTap(session.target, made, conversations);
  const { status, contentType } = tap;
  session.recorder.answer({ operation: 'streamEvents', status }, []);
  const received = String(status);
  judge(session, 'operation-succeeds', { made, holds: status === 200, expected: '200', received });
  const holds = contentType.startsWith('text/event-stream');
  const expected = 'text/event-stream';
  if (status === 200) judge(session, 'stream-content-type', { made, holds, expected, received: contentType });
  return {
    ...tap,
    made,
    [Symbol.asyncDispose]: async () => {
      await tap[Symbol.asyncDispose]();
      record(session, tap.events, made);
    },
  };
}

function record({ target, recorder }: Session, events: readonly TappedEvent[], made: Call): void {
  const repeat = repeatLine({ target, call: made });
  for (const { name, entry, violations } of events) {
    const found = violations.map((violation) => ({ ...violation, repeat }));
    recorder.event({ name, hasEntry: entry !== undefined, isToken: entry?.token !== undefined }, found);
  }
}

/** What is awaited of a call on a stream. */
export interface AwaitedEvent {
  readonly rule: RuleId;
  /** The call that brings it about. */
  readonly made: Call;
  /** In words. */
  readonly what: string;
  readonly accepts: (event: TappedEvent) => boolean;
}

/** Awaits an event within the target's time for awaited events, and judges whether it came. */
export async function arrives(
  session: Session,
  { find }: Pick<Listening, 'find'>,
  { rule, made, accepts, what }: AwaitedEvent,
): Promise<TappedEvent | undefined> {
  const event = await find(accepts, session.target.timeouts.awaitedEventMs);
  judge(session, rule, { made, holds: event !== undefined, expected: what, received: 'nothing in time' });
  return event;
}

/** Whether an event stays away, watched for a short while. */
export async function staysAway(
  { find }: Pick<Listening, 'find'>,
  accepts: (event: TappedEvent) => boolean,
): Promise<boolean> {
  return (await find(accepts, ABSENCE_MS)) === undefined;
}

/** Accepts events of one name. */
export function isNamed(name: string): AwaitedEvent['accepts'] {
  return (event) => event.name === name;
}

/** Accepts the entry with this identifier. */
export function carries(identifier: string): AwaitedEvent['accepts'] {
  return ({ entry }) => entry?.identifier === identifier;
}
