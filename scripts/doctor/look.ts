import { streamCall } from '../../schemas/requests.ts';
import { recordedTarget, type LocatedTarget } from '../k6/target.ts';
import type { Judgement } from './condition.ts';
import { SETTINGS_CONDITIONS } from './conditions/settings.ts';
import type { Facts, Reach } from './facts.ts';
import type { Question, Terms } from './probes/exchange.ts';
import { connect } from './probes/connection.ts';
import { listen } from './probes/listening.ts';
import { askPreflights } from './probes/preflight.ts';
import { questionOf } from './probes/question.ts';
import { givenToken, obtainToken, type Obtained } from './probes/token.ts';
import { watchStreams } from './watch.ts';

/** A live stream shows itself sooner; who is silent for so long is silent. Over twice the bound inferred for pings (I, S21). */
export const LISTEN_MS = 65_000;

/** What to look at. */
export interface LookPlan {
  readonly target: LocatedTarget;
  /** To be used in place of a new one. */
  readonly token?: string | undefined;
  /** Of a page that is to call; without, CORS is not asked about. */
  readonly origin?: string | undefined;
  /** How long streams are watched; without, one stream is listened to until it shows that it lives. */
  readonly watchMs?: number | undefined;
  /** At the latest; default LISTEN_MS. */
  readonly listenMs?: number;
  readonly signal: AbortSignal;
  /** Told what is being done. */
  readonly say: (text: string) => void;
}

/**
 * Looks once: one token request at most, one stream (with `watchMs` one at a time, again when it is cut), and with
 * `origin` two pre-flights. Everything that it opens it closes. Nothing is asked of a host when the target's own data
 * cannot be right.
 */
export async function look(plan: LookPlan): Promise<Facts> {
  const { target, origin } = plan;
  const terms = termsOf(plan, []);
  const none: Facts = {
    at: Date.now(),
    target: recordedTarget(target),
    origin,
    reach: undefined,
    preflights: [],
    token: undefined,
    stream: undefined,
    watch: undefined,
    wasStopped: false,
  };
  if (SETTINGS_CONDITIONS.some(({ judge }) => isFound(judge(none)))) return none;
  const { signal } = plan;
  const reach = await reachOf(target, terms);
  if (signal.aborted) return { ...none, wasStopped: true };
  if (reach.failure !== undefined) return { ...none, reach };
  const preflights = origin === undefined ? [] : await askPreflights(target, origin, terms);
  if (plan.token === undefined) plan.say('· asking for one guest token');
  const obtained =
    plan.token === undefined ? await obtainToken(target, origin, terms) : givenToken(plan.token);
  if (signal.aborted) return { ...none, reach, wasStopped: true };
  const seen: Facts = { ...none, reach, preflights, token: obtained.facts };
  const heard = await hearStream(plan, obtained);
  // A stream that we left early shows less than it would have; a watch is kept as far as it came.
  if (signal.aborted)
    return { ...seen, ...(plan.watchMs !== undefined && heard), at: Date.now(), wasStopped: true };
  return { ...seen, ...heard, at: Date.now() };
}

function isFound(judgement: Judgement | undefined): boolean {
  return judgement?.kind === 'found';
}

/** Secrets of the target and of this run: no answer that repeats one is kept with it. */
function termsOf({ target, token, signal }: LookPlan, more: readonly string[]): Terms {
  const { captchaToken, guestTokenAuthorization, headers = {} } = target;
  const secrets = [captchaToken, guestTokenAuthorization, token, ...Object.values(headers), ...more];
  return {
    timeoutMs: target.timeouts.operationMs,
    signal,
    secrets: secrets.filter((secret) => secret !== undefined),
  };
}

async function reachOf({ baseUrl }: LocatedTarget, { signal, timeoutMs }: Terms): Promise<Reach> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const { reach, socket } = await connect(new URL(baseUrl), bounded);
  socket?.on('error', () => undefined).destroy();
  return reach;
}

async function hearStream(plan: LookPlan, obtained: Obtained): Promise<Pick<Facts, 'stream' | 'watch'>> {
  const { target, origin, watchMs, listenMs = LISTEN_MS, say } = plan;
  let { accessToken, lastEventId } = obtained;
  if (accessToken === undefined) return { stream: undefined, watch: undefined };
  const terms = termsOf(plan, [accessToken]);
  const question = (position: string | undefined): Question =>
    questionOf(
      target,
      streamCall(target, accessToken ?? '', position === undefined ? {} : { 'last-event-id': position }),
      origin,
    );
  const renew = async (): Promise<string | undefined> => {
    say('· the token is refused now; asking for another');
    ({ accessToken = accessToken, lastEventId } = await obtainToken(target, origin, terms));
    return lastEventId;
  };
  if (watchMs !== undefined)
    return watchStreams({
      question,
      lastEventId,
      terms,
      watchMs,
      say,
      ...(plan.token === undefined && { renew }),
    });
  say(`· listening to one stream, for ${listenMs / 1000} s at most`);
  const { facts } = await listen(question(lastEventId), terms, {
    mostMs: listenMs,
    // Three moments are two pauses: a buffer would have shown itself as a burst.
    isEnough: ({ moments, bursts }) => bursts > 1 || (bursts === 0 && moments > 2),
  });
  return { stream: facts, watch: undefined };
}
