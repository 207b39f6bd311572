import { answerOf, found, ruledOut, shownAnswer, shownMs, type Condition } from '../condition.ts';
import type { Answer, Facts, Preflight } from '../facts.ts';

/** A clock that is off by more has nothing to do with the network's delay. Assumed: less harms no token. */
const CLOCK_TOLERANCE_MS = 30_000;

/** What matters besides token and stream: who may read the answers, and when it is. */
export const PAGE_CONDITIONS: readonly Condition[] = [
  {
    id: 'cors-refused',
    title: 'A page of this origin may not call the host (CORS)',
    mark: 'D',
    sources: ['S38', 'S19', 'S22'],
    check: [
      'the CORS set-up of the org (that there is one is documented, its details are not known here): the origin has scheme, host and port, and no path',
      'whether a gateway in front passes OPTIONS requests and the Access-Control headers on',
    ],
    fix: 'Allow the origin of the page in the CORS set-up of the org.',
    judge: ({ origin, preflights, token }) => {
      if (origin === undefined) return undefined;
      const problems = preflights.flatMap((each) => preflightProblem(each, origin));
      const answer = answerOf(token?.outcome);
      const read =
        answer === undefined ? [] : originProblem(answer, origin).map((why) => `the answer itself: ${why}`);
      const [first, ...rest] = [...problems, ...read];
      if (first !== undefined) return found(`${first}${rest.length > 0 ? ` (and ${rest.length} more)` : ''}`);
      return preflights.length === 0 ? undefined : ruledOut(`pages of ${origin} may call`);
    },
  },
  {
    id: 'clock-skew',
    title: "This machine's clock and the server's differ",
    mark: 'I',
    sources: ['S19', 'S23'],
    check: ['the clock and time zone of this machine (timedatectl), and of whatever signs identity tokens'],
    fix: 'Synchronise the clock (NTP). A client that reads exp by a wrong clock gives up a good token, or keeps a dead one.',
    judge: judgeClock,
  },
];

function judgeClock({ token, stream, preflights }: Facts) {
  const outcomes = [token?.outcome, stream?.outcome, ...preflights.map(({ outcome }) => outcome)];
  const [clock] = outcomes.flatMap((outcome) => answerOf(outcome)?.clock ?? []);
  if (clock === undefined) return undefined;
  const { ms, uncertaintyMs } = clock;
  const by = `${shownMs(Math.abs(ms))}, give or take ${shownMs(uncertaintyMs)}`;
  if (Math.abs(ms) - uncertaintyMs <= CLOCK_TOLERANCE_MS) return ruledOut(`the clocks agree within ${by}`);
  return found(`the server's is ${ms > 0 ? 'ahead' : 'behind'} by ${by}`);
}

function preflightProblem(
  { operation, method, asked, outcome }: Preflight,
  origin: string,
): readonly string[] {
  const answer = answerOf(outcome);
  if (answer === undefined) return [];
  const about = `pre-flight of ${method} ${operation}`;
  if (answer.status < 200 || answer.status >= 300) return [`${about}: ${shownAnswer(answer)}`];
  const allowed = listed(answer, 'access-control-allow-headers');
  // A star allows all but this one, which has to be named (Fetch, "CORS non-wildcard request-header name").
  const lacking = asked.filter(
    (name) => !allowed.includes(name) && (name === 'authorization' || !allowed.includes('*')),
  );
  const methods = listed(answer, 'access-control-allow-methods');
  const isMethodFine = ['get', 'post', '*', ...methods].includes(method.toLowerCase());
  return [
    ...originProblem(answer, origin).map((why) => `${about}: ${why}`),
    ...(lacking.length > 0 ? [`${about}: Access-Control-Allow-Headers lacks ${lacking.join(', ')}`] : []),
    ...(isMethodFine ? [] : [`${about}: Access-Control-Allow-Methods lacks ${method}`]),
  ];
}

function originProblem({ headers }: Answer, origin: string): readonly string[] {
  const allowed = headers['access-control-allow-origin'];
  if (allowed === '*' || allowed === origin) return [];
  return [
    allowed === undefined ? 'no Access-Control-Allow-Origin' : `Access-Control-Allow-Origin is ${allowed}`,
  ];
}

function listed({ headers }: Answer, name: string): readonly string[] {
  return (headers[name] ?? '').split(',').map((each) => each.trim().toLowerCase());
}
