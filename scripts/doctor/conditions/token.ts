import { answerOf, candidate, found, ruledOut, shownAnswer, type Condition } from '../condition.ts';
import type { Facts } from '../facts.ts';
import { byRefusal } from '../refusal.ts';

const MISSING = /\bno\b|not found|unknown|match|exist/i;
const byType = byRefusal({
  statuses: { 400: 60 },
  signs: [/\btype\b/i, /\b(not|wrong|invalid|must)\b.*\btype\b|\btype\b.*\b(not|wrong|invalid|must)\b/i],
  isDocumented: true,
});
const byMissingAuthorization = byRefusal({
  statuses: { 401: 60 },
  signs: [/authorization|bearer|jwt/i],
  isDocumented: true,
});
const byVerification = byRefusal({
  statuses: { 400: 30, 401: 50, 403: 50 },
  signs: [/verif/i, /user verification|identity|authenticated/i],
});

/** Why a guest gets no token. */
export const TOKEN_CONDITIONS: readonly Condition[] = [
  {
    id: 'rate-limited',
    title: 'A rate limit of the org is reached',
    mark: 'D',
    sources: ['S13', 'S19'],
    check: ['who else asks this org for tokens: 200 a minute for the whole org, real visitors included'],
    fix: 'Wait a minute and ask again; spread what asks for tokens, and keep a token for its lifetime.',
    judge: ({ token, stream }) => {
      const answers = [token?.outcome, stream?.outcome].map(answerOf).filter((each) => each !== undefined);
      const limited = answers.find(({ status }) => status === 429);
      if (limited !== undefined) return found(shownAnswer(limited));
      return answers.length === 0 ? undefined : ruledOut('no answer is 429');
    },
  },
  {
    id: 'deployment-type',
    title: 'The deployment is of the wrong type',
    mark: 'D',
    sources: ['S1', 'S24'],
    check: [
      'the type of the deployment in Setup → Embedded Service Deployments: it must be Custom Client (api)',
    ],
    fix: 'Create a deployment of the type Custom Client, publish it, and use its developer name.',
    judge: (facts) => {
      const { deploymentType, isThere = false } = facts.token ?? {};
      if (isThere && deploymentType !== undefined && deploymentType !== 'api')
        return found(`the token's answer says deploymentType ${deploymentType}`);
      return byType(facts);
    },
  },
  {
    id: 'deployment-unknown',
    title: 'The org has no deployment of this developer name',
    mark: 'C',
    sources: ['S3', 'S23'],
    check: [
      'esDeveloperName against the code snippet of the deployment, letter by letter',
      'whether it is in this org: a sandbox has its own',
    ],
    fix: 'Copy the developer name from the code snippet of the deployment of this org.',
    judge: byRefusal({
      statuses: { 400: 50, 404: 45 },
      signs: [/deployment|developer ?name/i, MISSING],
      echo: ({ esDeveloperName }) => esDeveloperName,
    }),
  },
  {
    id: 'org-unknown',
    title: 'The host knows no org of this id',
    mark: 'C',
    sources: ['S23', 'S24'],
    check: ['whether org id and host belong to one org: a sandbox has another id and another host'],
    fix: 'Take org id, host and developer name from one code snippet.',
    judge: byRefusal({
      statuses: { 400: 50, 403: 20, 404: 40 },
      signs: [/\borg(ani[sz]ation)?(id)?\b/i, MISSING],
      echo: ({ orgId }) => orgId.slice(0, 15),
    }),
  },
  {
    id: 'deployment-unpublished',
    title: 'The deployment is not published',
    mark: 'C',
    sources: ['S3', 'S23'],
    check: ['whether it was published in Setup → Embedded Service Deployments, also after the last change'],
    fix: 'Publish the deployment, wait for a few minutes, and ask again.',
    judge: byRefusal({
      statuses: { 400: 40, 403: 35, 404: 50 },
      signs: [/publish/i, /(not|un) ?-?(been )?publish|inactive/i],
    }),
  },
  {
    id: 'verification-on',
    title: 'User Verification is on, and a guest asked',
    mark: 'C',
    sources: ['S32'],
    check: ['User Verification of the messaging channel: off for guests'],
    fix: 'Turn User Verification off for this channel, use another channel for guests, or ask for an authenticated token.',
    judge: byVerification,
  },
  {
    id: 'captcha-required',
    title: 'A CAPTCHA is required',
    mark: 'C',
    sources: ['S32'],
    check: [
      'CAPTCHA in the settings of the deployment',
      'captchaToken in the target file: whether it is a fresh one',
    ],
    fix: 'Put a fresh captchaToken into the target file, or turn CAPTCHA off for a deployment that is tested.',
    judge: byRefusal({
      statuses: { 400: 30, 401: 20, 403: 45 },
      signs: [/captcha/i, /captcha|robot|challenge/i],
    }),
  },
  {
    id: 'request-unfit',
    title: 'The request is not what the host expects',
    mark: 'C',
    sources: ['S24'],
    check: [
      'capabilitiesVersion in the target file: "1" is what nearly all clients send',
      'context: an unexpected property is refused',
    ],
    fix: 'Set capabilitiesVersion to "1" and platform to Web.',
    judge: byRefusal({ statuses: { 400: 20 }, signs: [/capabilit/i, /version/i, /propert|field|platform/i] }),
  },
  {
    id: 'authorization-missing',
    title: 'The token call itself asks for an Authorization header',
    mark: 'C',
    sources: ['S32', 'S19'],
    check: ['whether a gateway of yours stands in front: working clients send no such header to SCRT'],
    fix: 'Set guestTokenAuthorization in the target file to what the gateway, or that host, asks for.',
    judge: (facts) => {
      const judged = byMissingAuthorization(facts);
      const { guestTokenAuthorization } = facts.target;
      if (judged?.kind !== 'candidate' || guestTokenAuthorization === undefined) return judged;
      return candidate(judged.weight, `the one that was sent was refused: ${judged.seen}`);
    },
  },
  {
    id: 'token-answer-unknown',
    title: 'The answer to the token request is none that is known',
    mark: 'U',
    sources: [],
    check: [
      'the answer as it is shown, with whoever runs the host',
      'whether something between has answered',
    ],
    fix: 'Give time, host and answer to whoever runs the host.',
    judge: judgeUnknown,
  },
];

const KNOWN = [400, 401, 403, 404, 405, 407, 429];

function judgeUnknown({ token }: Facts) {
  const answer = answerOf(token?.outcome);
  if (token === undefined || answer === undefined) return undefined;
  if (token.isThere) return ruledOut('a token was issued');
  const { status, contentType } = answer;
  const isKnown = KNOWN.includes(status) || (status >= 300 && status < 400) || status >= 500;
  if (isKnown || contentType.includes('html')) return undefined;
  return found(shownAnswer(answer));
}
