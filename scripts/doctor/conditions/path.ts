import {
  answerOf,
  candidate,
  failureOf,
  found,
  ruledOut,
  shownAnswer,
  shownFailure,
  shownMs,
  type Condition,
} from '../condition.ts';
import type { End, Facts, Life } from '../facts.ts';
import { ASK_NETWORK_TEAM } from './network-team.ts';

/** Documented (D, S38): at least that long, 90 advised. */
const LEAST_LIFE_MS = 75 * 60_000;
/** Inferred (I, S19 S21): a server pings more often than every 30 s. */
const PING_BOUND_MS = 30_000;

/** What happens to the stream between host and client. */
export const PATH_CONDITIONS: readonly Condition[] = [
  {
    id: 'intermediary-answers',
    title: 'Something between answers in place of the host',
    mark: 'I',
    sources: ['S38'],
    check: [
      'the page that is shown: a proxy, a firewall, a captive portal, a login',
      'the headers via and server',
    ],
    fix: ASK_NETWORK_TEAM,
    judge: ({ token, stream }) => {
      const answers = [token?.outcome, stream?.outcome].map(answerOf).filter((each) => each !== undefined);
      const strange = answers.find(({ contentType }) => contentType.includes('html'));
      if (strange !== undefined) return candidate(75, shownAnswer(strange));
      const moved = answers.find(({ status }) => status >= 300 && status < 400);
      if (moved !== undefined) return candidate(60, shownAnswer(moved));
      return answers.length === 0 ? undefined : ruledOut('no answer is a page or leads elsewhere');
    },
  },
  {
    id: 'stream-blocked',
    title: 'A download filter blocks the stream',
    mark: 'D',
    sources: ['S37', 'S39'],
    check: ['the same stream from another network', 'logs of proxy and endpoint security for this host'],
    fix: ASK_NETWORK_TEAM,
    judge: ({ stream, token }) => {
      const answer = answerOf(stream?.outcome);
      const failure = failureOf(stream?.outcome);
      if (failure?.stage === 'answer' && failure.code !== 'TIMEOUT' && token !== undefined)
        return candidate(
          80,
          `the stream's connection broke before it was answered: ${shownFailure(failure)}`,
        );
      if (answer === undefined) return undefined;
      if (answer.status === 403) return candidate(60, shownAnswer(answer));
      if (answer.status !== 200) return undefined;
      if (answer.contentType.startsWith('text/event-stream')) return ruledOut('the stream was opened');
      return candidate(85, `200, but no event stream: ${shownAnswer(answer)}`);
    },
  },
  {
    id: 'stream-cut',
    title: 'Something cuts the stream',
    mark: 'D',
    sources: ['S37', 'S38', 'S39'],
    check: [
      'the same from another network: where it lives longer there, this network cuts it',
      'time-outs for idle and for long connections of every proxy, firewall and gateway on the way',
      '--watch 90m: always the same length is a time-out, different ones are trouble',
    ],
    fix: ASK_NETWORK_TEAM,
    judge: judgeCut,
  },
  {
    id: 'stream-buffered',
    title: 'Something holds the events of the stream back',
    mark: 'D',
    sources: ['S37', 'S38', 'S39'],
    check: [
      'the same from another network, or with the proxy left out (NO_PROXY)',
      'response buffering of every gateway on the way (nginx: proxy_buffering off)',
      'TLS inspection and virus scanners: they read an answer to its end before they pass it on',
    ],
    fix: ASK_NETWORK_TEAM,
    judge: judgeBuffered,
  },
];

function judgeCut({ stream, watch }: Facts): ReturnType<Condition['judge']> {
  if (answerOf(stream?.outcome)?.status !== 200 || stream === undefined) return undefined;
  const { end, livedMs } = stream;
  if (watch === undefined) {
    if (end !== undefined && livedMs < LEAST_LIFE_MS)
      return found(`after ${shownMs(livedMs)}, ${shownEnd(end)}`);
    return ruledOut(`it lived when it was closed after ${shownMs(livedMs)}; --watch 90m tells more`);
  }
  const { shortestMs, longestMs, cut, lives } = watch;
  if (shortestMs !== undefined && shortestMs < LEAST_LIFE_MS) {
    const first = lives.find((life) => life.end !== undefined);
    const how = first?.end === undefined ? '' : `, first ${shownEnd(first.end)}`;
    return found(
      `${cut} times${how}: after ${shownMs(shortestMs)} at the earliest; the longest lived ${shownMs(longestMs)}${regularity(lives)}`,
    );
  }
  const enough = longestMs >= LEAST_LIFE_MS ? '' : ', which is less than the 75 min that are documented';
  return ruledOut(`watched for ${shownMs(longestMs)}${enough}`);
}

/** Of three and more; a time-out strikes after the same time, trouble does not. */
function regularity(lives: readonly Life[]): string {
  const cut = lives.filter(({ end }) => end !== undefined).map(({ livedMs }) => livedMs);
  if (cut.length < 3) return '';
  const isRegular = Math.max(...cut) <= Math.min(...cut) * 1.1;
  return isRegular ? '; about the same each time, as a time-out does it' : '; different each time';
}

function judgeBuffered({ stream, token, wasStopped }: Facts): ReturnType<Condition['judge']> {
  const failure = failureOf(stream?.outcome);
  if (failure?.stage === 'answer' && failure.code === 'TIMEOUT' && token !== undefined)
    return candidate(90, `the head of the stream did not come: ${shownFailure(failure)}`);
  if (stream === undefined || answerOf(stream.outcome)?.status !== 200) return undefined;
  const { arrivals, livedMs, end } = stream;
  const { events, moments, bursts, late, longestSilenceMs } = arrivals;
  const came = `${events} events in ${moments} moments, the longest silence ${shownMs(longestSilenceMs)}`;
  if (bursts > 1) return found(`pings came several at once, ${bursts} times: ${came}`);
  if (late > 0) return candidate(85, `${late} events came at least 5 s after their own time: ${came}`);
  if (bursts === 1) return candidate(80, `several pings came at once: ${came}`);
  if (wasStopped && livedMs < PING_BOUND_MS && moments < 2) return undefined;
  if (events === 0)
    return candidate(
      end === undefined ? 70 : 75,
      `the head came, and no event in ${shownMs(livedMs)}; a server that pings shows one within 30 s (inferred)`,
    );
  if (moments > 1) return ruledOut(`events came one by one: ${came}`);
  if (end === undefined && livedMs - (arrivals.lastMs ?? 0) >= PING_BOUND_MS)
    return candidate(60, `one event, then nothing until ${shownMs(livedMs)}`);
  return undefined;
}

function shownEnd(end: End): string {
  return end === 'in order' ? 'ended in order' : end === 'reset' ? 'reset' : 'closed without its last chunk';
}
