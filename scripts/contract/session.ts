import type { Random } from '../../mocks/random.ts';
import { repeatLine } from '../../scenarios/lib/repeat-line.ts';
import { closeConversation, createConversation } from '../../schemas/generated/operations.ts';
import { judgeResponse, type Answer } from '../../schemas/judge-response.ts';
import { guestTokenCall, isHeaderValue, type Call, type RequestTarget } from '../../schemas/requests.ts';
import type { RuleId } from '../../schemas/rules.ts';
import type { OpenConversations } from './open-conversations.ts';
import type { Recorder } from './recorder.ts';
import { request } from './target-client.ts';

/** A guest with a token. */
export interface Guest {
  readonly token: string;
  readonly lastEventId: string;
}

/** One case at one target: every answer and event that passes through here is judged and counted. */
export interface Session {
  readonly target: RequestTarget;
  readonly recorder: Recorder;
  /** Waited for before each call: a real host is asked slowly. */
  readonly pace: () => Promise<void>;
  /** The case's own, from the seed: its requests are the same whatever else runs. */
  readonly random: Random;
  readonly opened: OpenConversations;
  /** The target is a stand-in of ours. */
  readonly isOwn: boolean;
  /** A token that was good once. Undefined where none is known. */
  readonly expiredToken: string | undefined;
  /** Makes an identity token of a customer that the target can verify; undefined where no key is known. */
  readonly identify: Identify | undefined;
}

/** Makes the identity token of a customer. */
export type Identify = (subject: string) => string;

/** Makes a call and judges its answer. */
export async function call(session: Session, made: Call): Promise<Answer> {
  const answer = await ask(session, made);
  note(session, { made, answer, isExpected: true });
  return answer;
}

/** Makes a call, and notes what it opened or closed. */
async function ask({ target, pace, opened }: Session, made: Call): Promise<Answer> {
  await pace();
  const answer = await request(target, made);
  const { id } = made.operation;
  if (isGood(answer) && id === createConversation.id) opened.add(made);
  if (isGood(answer) && id === closeConversation.id) opened.remove(made);
  return answer;
}

/** What a body says is of no weight where the answer itself is wrong: it would be the same breach once more. */
function note(
  { target, recorder }: Session,
  {
    made,
    answer,
    isExpected,
  }: { readonly made: Call; readonly answer: Answer; readonly isExpected: boolean },
): void {
  const repeat = repeatLine({ target, call: made });
  const found = isExpected ? judgeResponse(answer) : [];
  recorder.answer(
    { operation: made.operation.id, status: answer.status },
    found.map((violation) => ({ ...violation, repeat })),
  );
}

/** Makes a call that must succeed; false when it did not, which is then a breach. */
export async function succeeds(session: Session, made: Call): Promise<boolean> {
  return isSuccess(session, { made, answer: await call(session, made) });
}

/** Judges whether a call that must succeed did. */
export function isSuccess(
  session: Session,
  { made, answer }: { readonly made: Call; readonly answer: Pick<Answer, 'status'> },
): boolean {
  const holds = isGood(answer);
  const received = String(answer.status);
  judge(session, 'operation-succeeds', { made, holds, expected: 'a 2xx status', received });
  return holds;
}

/** Whether an answer is one of success. */
export function isGood({ status }: Pick<Answer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** Makes a call that must be refused, and judges the answer where it is a refusal. */
export async function provoke(session: Session, made: Call): Promise<Answer> {
  const answer = await ask(session, made);
  note(session, { made, answer, isExpected: !isGood(answer) });
  return answer;
}

/** Makes a call that must be refused: with one status, or any of 4xx. */
export async function refused(
  session: Session,
  rule: RuleId,
  { made, status = '4xx' }: { readonly made: Call; readonly status?: number | '4xx' },
): Promise<void> {
  const answer = await provoke(session, made);
  const holds = status === '4xx' ? Math.floor(answer.status / 100) === 4 : answer.status === status;
  const expected = status === '4xx' ? 'a 4xx status' : String(status);
  judge(session, rule, { made, holds, expected, received: String(answer.status) });
}

/** What a rule demands of a call, and what came of it. */
export interface Judgement {
  readonly made: Call;
  readonly holds: boolean;
  readonly expected: string;
  readonly received: string;
}

/** Records whether a rule held for a call. */
export function judge({ target, recorder }: Session, rule: RuleId, found: Judgement): void {
  const { made, holds, expected, received } = found;
  const breach = { place: made.operation.id, expected, received, repeat: repeatLine({ target, call: made }) };
  recorder.rule(rule, holds ? undefined : breach);
}

/** A new guest. Throws when no token can be had: nothing else can be checked then. */
export async function newGuest(session: Session): Promise<Guest> {
  const made = guestTokenCall(session.target, session.random.uuid());
  const answer = await call(session, made);
  const holds = answer.status === 200;
  judge(session, 'operation-succeeds', { made, holds, expected: '200', received: String(answer.status) });
  return admission(answer);
}

/** Token and start position of an answer. Throws when there is no token. */
export function admission({ status, body }: Answer): Guest {
  const { accessToken, lastEventId } = parsedObject(body);
  if (typeof accessToken !== 'string' || !isHeaderValue(accessToken)) throw new NoToken(status);
  return {
    token: accessToken,
    lastEventId: typeof lastEventId === 'string' && isHeaderValue(lastEventId) ? lastEventId : '0',
  };
}

/** No token, so no further check. */
export class NoToken extends Error {
  constructor(status: number) {
    super(`no token could be had (status ${status})`);
    this.name = 'NoToken';
  }
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
