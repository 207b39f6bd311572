import { answerOf, candidate, found, ruledOut, type Condition } from '../condition.ts';
import type { Facts } from '../facts.ts';
import { orgIdFault } from '../org-id.ts';
import { developerNameFault, hostKind } from '../settings.ts';

/** What the target's own data shows, before anything is asked. */
export const SETTINGS_CONDITIONS: readonly Condition[] = [
  {
    id: 'org-id-malformed',
    title: 'The org id is none',
    mark: 'D',
    sources: ['S1', 'S23', 'S27'],
    check: ['Setup → Company Information → Salesforce.com Organization ID', 'orgId in the target file'],
    fix: 'Copy the 15-character id, which begins with 00D; capitals matter.',
    judge: ({ target: { orgId } }) => {
      const fault = orgIdFault(orgId);
      return fault === undefined ? ruledOut(`${orgId} has the form of one`) : found(`"${orgId}": ${fault}`);
    },
  },
  {
    id: 'developer-name-malformed',
    title: "The deployment's developer name is none",
    mark: 'D',
    sources: ['S1'],
    check: ['the developer name (API name) in Setup → Embedded Service Deployments, not its label'],
    fix: 'Copy the developer name from the code snippet of the deployment into esDeveloperName.',
    judge: ({ target: { esDeveloperName } }) => {
      const fault = developerNameFault(esDeveloperName);
      if (fault === undefined) return ruledOut(`${esDeveloperName} has the form of one`);
      return found(`"${esDeveloperName}": ${fault}`);
    },
  },
  {
    id: 'wrong-host',
    title: 'The host is not the SCRT host of the org',
    mark: 'D',
    sources: ['S1', 'S3'],
    check: [
      'the "SCRT URL" in the code snippet of the deployment (Setup → Embedded Service Deployments)',
      'whether a gateway in front passes /iamessage and /eventrouter on',
    ],
    fix: 'Set baseUrl to the SCRT URL: https://MY-DOMAIN.my.salesforce-scrt.com, not the host of the org, of Lightning or of a site.',
    judge: judgeHost,
  },
];

function judgeHost({ target: { baseUrl }, token, reach }: Facts) {
  const { hostname } = new URL(baseUrl);
  const kind = hostKind(baseUrl);
  if (kind === 'other salesforce')
    return found(`${hostname} is a host of an org, and not its SCRT host, MY-DOMAIN.my.salesforce-scrt.com`);
  if (token?.source === 'asked' && token.isThere) return ruledOut(`${hostname} issued a token`);
  if (reach?.failure?.stage === 'lookup' && reach.proxy === undefined)
    return candidate(50, `${hostname} has no address`);
  const answer = answerOf(token?.outcome);
  if (answer === undefined) return undefined;
  const { status, contentType } = answer;
  const isUnlike = status === 404 || status === 405 || (status >= 300 && status < 400);
  if (!isUnlike && !contentType.includes('html')) return undefined;
  const seen = `${hostname} answered the token request with status ${status} (${contentType || 'no content type'})`;
  // JSON comes from a service that knows the API, or from another one.
  const base = contentType.includes('json') ? 40 : 65;
  return candidate(kind === 'scrt' ? base - 10 : base, seen);
}
