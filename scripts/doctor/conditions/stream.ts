import { answerOf, candidate, found, ruledOut, shownAnswer, shownMs, type Condition } from '../condition.ts';
import type { Facts } from '../facts.ts';

const PER_SIGN = 25;

/** Why a token opens no stream. */
export const STREAM_CONDITIONS: readonly Condition[] = [
  {
    id: 'token-expired',
    title: 'The token has expired',
    mark: 'C',
    sources: ['S15', 'S19', 'S28'],
    check: ['exp of the token: by default 1 h after a guest got it (D, S15), an admin may have changed that'],
    fix: 'Ask for a new token; a continuation token does not live longer (D, S26).',
    judge: judgeExpired,
  },
  {
    id: 'token-refused',
    title: 'The host does not take the token',
    mark: 'C',
    sources: ['S19'],
    check: [
      'whether the token comes from this host and this org',
      'whether a gateway or proxy removes the header Authorization on the way',
    ],
    fix: 'Use a token of this host, and have the header passed on.',
    judge: (facts) => {
      const answer = answerOf(facts.stream?.outcome);
      if (answer === undefined || facts.token === undefined) return undefined;
      if (answer.status === 200) return ruledOut('the token opened a stream');
      if (answer.status !== 401 || judgeExpired(facts)?.kind === 'found') return undefined;
      const isGarbled = facts.token.claims === undefined;
      return candidate(
        isGarbled ? 85 : 60,
        `${isGarbled ? 'the token is no JWT; ' : ''}${shownAnswer(answer)}`,
      );
    },
  },
  {
    id: 'org-id-mismatch',
    title: 'The org id of the stream is not the one of the token',
    mark: 'C',
    sources: ['S5', 'S24', 'S35'],
    check: [
      'orgId in the target file against the claim orgId of the token: 15 characters, the same capitals',
    ],
    fix: 'Send the 15-character id of the org that issued the token as X-Org-Id.',
    judge: ({ stream, token, target }) => {
      const answer = answerOf(stream?.outcome);
      if (answer === undefined) return undefined;
      if (answer.status === 200) return ruledOut('the stream was opened with it');
      if (answer.status !== 400) return undefined;
      const sent = target.orgId.slice(0, 15);
      const claimed = token?.claims?.orgId;
      if (claimed !== undefined && claimed !== sent)
        return found(`the token says ${claimed}, X-Org-Id says ${sent}; ${shownAnswer(answer)}`);
      const signs = [/\borg/i, /match/i].filter((sign) => sign.test(answer.body)).length;
      return candidate(60 + signs * PER_SIGN, shownAnswer(answer));
    },
  },
  {
    id: 'stream-position',
    title: 'The stream is not opened without, or with this, Last-Event-Id',
    mark: 'C',
    sources: ['S23', 'S5'],
    check: ['whether the client sends the lastEventId of the token answer; other clients leave it out'],
    fix: 'Send the lastEventId of the token answer as Last-Event-Id.',
    judge: ({ stream, token }) => {
      const answer = answerOf(stream?.outcome);
      if (answer === undefined) return undefined;
      if (answer.status === 200) return ruledOut('the stream was opened');
      if (answer.status !== 400) return undefined;
      const signs = Number(/event.?id/i.test(answer.body));
      return candidate((token?.source === 'given' ? 40 : 20) + signs * PER_SIGN, shownAnswer(answer));
    },
  },
  {
    id: 'stream-answer-unknown',
    title: 'The answer to the stream request is none that is known',
    mark: 'U',
    sources: [],
    check: ['the answer as it is shown', 'whether a gateway in front passes /eventrouter/v1/sse on'],
    fix: 'Give time, host and answer to whoever runs the host.',
    judge: ({ stream }) => {
      const answer = answerOf(stream?.outcome);
      if (answer === undefined) return undefined;
      if (answer.status === 200) return undefined;
      const isKnown = [400, 401, 403, 407, 429].includes(answer.status) || answer.status >= 500;
      return isKnown || answer.contentType.includes('html') ? undefined : found(shownAnswer(answer));
    },
  },
];

/** By the server's clock where it told its time. */
function judgeExpired({ at, token, stream }: Facts): ReturnType<Condition['judge']> {
  if (token === undefined) return undefined;
  const answer = answerOf(stream?.outcome);
  if (answer?.status === 200) return ruledOut('the token opened a stream');
  const exp = token.claims?.exp;
  const overMs = exp === undefined ? undefined : at + (answer?.clock?.ms ?? 0) - exp * 1000;
  if (answer?.status !== 401) return undefined;
  if (overMs !== undefined && overMs >= 0)
    return found(`exp was ${shownMs(overMs)} ago; ${shownAnswer(answer)}`);
  // The words are of a filter in front of the service (C, S28); they only rank.
  if (/expire/i.test(answer.body)) return candidate(90, shownAnswer(answer));
  if (overMs !== undefined) return ruledOut(`the token lives for another ${shownMs(-overMs)}`);
  return candidate(50, shownAnswer(answer));
}
