import {
  answerOf,
  failureOf,
  found,
  ruledOut,
  candidate,
  shownFailure,
  type Condition,
} from '../condition.ts';
import type { Facts, Failure } from '../facts.ts';
import { ASK_NETWORK_TEAM } from './network-team.ts';

/** What keeps us from the host at all. */
export const NETWORK_CONDITIONS: readonly Condition[] = [
  {
    id: 'name-unknown',
    title: 'The name of the host has no address here (DNS)',
    mark: 'I',
    sources: ['S38'],
    check: [
      'the spelling of the My Domain name in baseUrl',
      'the same name on another network, or nslookup with another resolver',
      'whether this network reaches the internet only through a proxy: HTTPS_PROXY',
    ],
    fix: 'Correct the name, or have the resolver of this network answer for *.my.salesforce-scrt.com.',
    judge: ({ reach }) => {
      if (reach === undefined) return undefined;
      const { failure, addresses, host, proxy } = reach;
      const whose = proxy === undefined ? host : `the proxy ${host}`;
      if (failure?.stage === 'lookup') return found(`${whose}: ${shownFailure(failure)}`);
      return ruledOut(`${whose} has the address ${addresses.join(', ')}`);
    },
  },
  {
    id: 'host-unreachable',
    title: 'No connection to the host (TCP)',
    mark: 'D',
    sources: ['S38'],
    check: [
      'whether something listens: refused means that nothing does, or that a firewall says so',
      'a firewall that drops outbound 443: then nothing comes in time',
    ],
    fix: ASK_NETWORK_TEAM,
    judge: ({ reach }) => {
      if (reach === undefined || reach.failure?.stage === 'lookup') return undefined;
      const to = reach.proxy === undefined ? reach.host : `the proxy ${reach.proxy}`;
      if (reach.failure?.stage !== 'connect') return ruledOut(`${to} took the connection`);
      return found(`${to} (${reach.addresses.join(', ')}): ${shownFailure(reach.failure)}`);
    },
  },
  {
    id: 'proxy-refuses',
    title: 'The proxy does not let us through',
    mark: 'I',
    sources: ['S38'],
    check: [
      '407: user and password in HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT), %-encoded',
      '403, 502 or no answer: whether the proxy may go to this host at port 443',
      'whether this host belongs into NO_PROXY',
    ],
    fix: ASK_NETWORK_TEAM,
    judge: ({ reach, token, stream }) => {
      if (reach === undefined) return undefined;
      if (reach.proxy === undefined) return ruledOut('the environment names no proxy for this host');
      if (reach.failure?.stage === 'proxy') return found(`${reach.proxy}: ${shownFailure(reach.failure)}`);
      const asked = [token?.outcome, stream?.outcome].map(answerOf);
      if (asked.some((answer) => answer?.status === 407)) return found(`${reach.proxy} answered 407`);
      return reach.failure === undefined ? ruledOut(`${reach.proxy} passed us on`) : undefined;
    },
  },
  {
    id: 'no-answer',
    title: 'The host takes the request and does not answer it',
    mark: 'C',
    sources: ['S19'],
    check: [
      'the same request from another network (curl -i)',
      'https://status.salesforce.com for the instance of the org',
    ],
    fix: 'Where only this network shows it, it is the network; everywhere, ask Salesforce with time and host.',
    judge: (facts) => {
      const failure = unanswered(facts);
      if (failure === undefined) return answerOf(facts.token?.outcome) && ruledOut('the host answers');
      return found(shownFailure(failure));
    },
  },
  {
    id: 'server-error',
    title: 'The server, or a gateway in front of it, fails',
    mark: 'C',
    sources: ['S19'],
    check: [
      'https://status.salesforce.com for the instance of the org',
      'whether it lasts: ask again in a minute',
    ],
    fix: 'Wait, then ask again; if it lasts, ask Salesforce with time, host and answer.',
    judge: ({ token, stream }) => {
      const answers = [token?.outcome, stream?.outcome].map(answerOf).filter((each) => each !== undefined);
      const failing = answers.find(({ status }) => status >= 500);
      if (failing !== undefined) return candidate(60, `status ${failing.status}`);
      return answers.length === 0 ? undefined : ruledOut('no answer is a 5xx');
    },
  },
];

/** The stream's own silence is another matter: something may hold it. */
function unanswered({ token }: Facts): Failure | undefined {
  const failure = failureOf(token?.outcome);
  return failure?.stage === 'answer' ? failure : undefined;
}
