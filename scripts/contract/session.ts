import { randomUUID } from 'node:crypto';
import { repeatLine } from '../../scenarios/lib/repeat-line.ts';
import { judgeResponse, type Answer } from '../../schemas/judge-response.ts';
import { guestTokenCall, isHeaderValue, type Call, type RequestTarget } from '../../schemas/requests.ts';
import type { RuleId } from '../../schemas/rules.ts';
import { openTap, type EventTap, type TappedEvent } from './event-tap.ts';
import type { Recorder } from './recorder.ts';
import { request } from './target-client.ts';

/** Event awaited that must not come: this long is waited for its absence. */
const ABSENCE_MS = 300;

/** A guest with a token. */
export interface Guest {
  readonly token: string;
  readonly lastEventId: string;
}

/** One target under check: every answer and event that passes through here is judged and counted. */
export interface Session {
  readonly target: RequestTarget;
  readonly recorder: Recorder;
  /** Waited for before each call: a real host is asked slowly. */
  readonly pace: () => Promise<void>;
}

/** Makes a call and judges its answer. */
export async function call({ target, recorder, pace }: Session, made: Call): Promise<Answer> {
  await pace();
  const answer = await request(target, made);
  const repeat = repeatLine({ target, call: made });
  recorder.answer(
    { operation: made.operation.id, status: answer.status },
    judgeResponse(answer).map((violation) => ({ ...violation, repeat })),
  );
  return answer;
}

/** Makes a call that must succeed; false when it did not, which is then a breach. */
export async function succeeds(session: Session, made: Call): Promise<boolean> {
  const { status } = await call(session, made);
  const good = status >= 200 && status < 300;
  judge(session, 'operation-succeeds', {
    made,
    holds: good,
    expected: 'a 2xx status',
    received: String(status),
  });
  return good;
}

/** Makes a call that must be refused with one status. */
export async function refused(
  session: Session,
  rule: RuleId,
  { made, status }: { readonly made: Call; readonly status: number },
): Promise<void> {
  const answer = await call(session, made);
  const received = String(answer.status);
  judge(session, rule, { made, holds: answer.status === status, expected: String(status), received });
}

/** Records whether a rule held for a call. */
export function judge(
  { target, recorder }: Session,
  rule: RuleId,
  found: {
    readonly made: Call;
    readonly holds: boolean;
    readonly expected: string;
    readonly received: string;
  },
): void {
  const { made, holds, expected, received } = found;
  const breach = { place: made.operation.id, expected, received, repeat: repeatLine({ target, call: made }) };
  recorder.rule(rule, holds ? undefined : breach);
}

/** A new guest. Throws when no token can be had: nothing else can be checked then. */
export async function newGuest(session: Session): Promise<Guest> {
  const made = guestTokenCall(session.target, randomUUID());
  const answer = await call(session, made);
  const holds = answer.status === 200;
  judge(session, 'operation-succeeds', { made, holds, expected: '200', received: String(answer.status) });
  const { accessToken, lastEventId } = parsedObject(answer.body);
  if (typeof accessToken !== 'string' || !isHeaderValue(accessToken)) throw new NoToken(answer.status);
  return {
    token: accessToken,
    lastEventId: typeof lastEventId === 'string' && isHeaderValue(lastEventId) ? lastEventId : '0',
  };
}

/** No token, so no further check. */
export class NoToken extends Error {
  constructor(status: number) {
    super(`no guest token could be had (status ${status})`);
    this.name = 'NoToken';
  }
}

/** Opens a stream that must open; what arrives is judged when `closeStream` is called. */
export async function openStream(session: Session, made: Call): Promise<EventTap> {
  await session.pace();
  const tap = await openTap(session.target, made);
  const { status, contentType } = tap;
  session.recorder.answer({ operation: 'streamEvents', status }, []);
  judge(session, 'operation-succeeds', {
    made,
    holds: status === 200,
    expected: '200',
    received: String(status),
  });
  const holds = contentType.startsWith('text/event-stream');
  judge(session, 'stream-content-type', {
    made,
    holds,
    expected: 'text/event-stream',
    received: contentType,
  });
  return tap;
}

/** Judges everything that arrived on a stream of one guest, and closes it. */
export async function closeStream(
  session: Session,
  {
    tap,
    made,
    conversationId,
  }: { readonly tap: EventTap; readonly made: Call; readonly conversationId: string },
): Promise<void> {
  await tap[Symbol.asyncDispose]();
  const repeat = repeatLine({ target: session.target, call: made });
  for (const { name, violations } of tap.events) {
    session.recorder.event(
      name,
      violations.map((violation) => ({ ...violation, repeat })),
    );
  }
  const identifiers = tap.events.flatMap(({ entry }) => entry?.identifier ?? []);
  const repeated = identifiers.filter((id, index) => identifiers.indexOf(id) !== index);
  judge(session, 'event-repeated', {
    made,
    holds: repeated.length === 0,
    expected: 'each entry once',
    received: repeated.join(', '),
  });
  const foreign = tap.events.filter(
    ({ entry }) => entry !== undefined && entry.conversationId !== conversationId,
  );
  judge(session, 'event-foreign', {
    made,
    holds: foreign.length === 0,
    expected: conversationId,
    received: `${foreign.length} events of others`,
  });
}

/** Whether an event comes within the target's time for awaited events. */
export async function arrives(
  session: Session,
  tap: EventTap,
  {
    rule,
    made,
    accepts,
    what,
  }: {
    readonly rule: RuleId;
    readonly made: Call;
    readonly accepts: (event: TappedEvent) => boolean;
    readonly what: string;
  },
): Promise<void> {
  const event = await tap.find(accepts, session.target.timeouts.awaitedEventMs);
  judge(session, rule, { made, holds: event !== undefined, expected: what, received: 'nothing in time' });
}

/** Whether an event stays away, watched for a short while. */
export async function staysAway(tap: EventTap, accepts: (event: TappedEvent) => boolean): Promise<boolean> {
  return (await tap.find(accepts, ABSENCE_MS)) === undefined;
}

/** The members of a JSON object; none when the text is something else. */
export function parsedObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
