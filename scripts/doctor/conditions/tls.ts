import { candidate, found, ruledOut, shownFailure, type Condition } from '../condition.ts';
import type { Certificate, Facts, Tls } from '../facts.ts';
import { hostKind } from '../settings.ts';
import { ASK_NETWORK_TEAM } from './network-team.ts';

const DATE = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];
const NAME = ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'];

/** What is wrong with the encrypted connection. */
export const TLS_CONDITIONS: readonly Condition[] = [
  {
    id: 'tls-inspected',
    title: 'Something between inspects TLS: its certificate is not the one of Salesforce',
    mark: 'D',
    sources: ['S37', 'S38', 'S39'],
    check: [
      'the chain above against the one that another network sees: openssl s_client -connect HOST:443 -showcerts, from a phone for example',
      'the issuer: a security product or your own company instead of a public authority',
    ],
    fix: ASK_NETWORK_TEAM,
    judge: (facts) => {
      const tls = facts.reach?.tls;
      if (tls === undefined || isOf(tls, DATE) || isOf(tls, NAME)) return undefined;
      const isScrt = hostKind(facts.target.baseUrl) === 'scrt';
      const seen = `issued by ${issuerOf(tls)}`;
      if (tls.fault === undefined && tls.isPublic)
        return ruledOut(`the certificate is ${seen}, a public authority`);
      if (tls.fault === undefined)
        return isScrt ? found(`${seen}, which only this machine was told to trust`) : undefined;
      const isLoopback = hostKind(facts.target.baseUrl) === 'loopback';
      return isLoopback ? undefined : candidate(isScrt ? 90 : 50, `${tls.fault}: ${seen}`);
    },
  },
  {
    id: 'tls-untrusted',
    title: 'The certificate is not trusted here',
    mark: 'I',
    sources: ['S38'],
    check: ['who issued it, and whether that authority is meant to be trusted by this machine'],
    fix: 'If it is: NODE_EXTRA_CA_CERTS=/path/to/authority.pem, set before the command starts. If it is not, do not go on.',
    judge: (facts) =>
      judgeTls(facts, (tls) => {
        if (isOf(tls, DATE) || isOf(tls, NAME)) return undefined;
        const seen = `${tls.fault ?? ''}: issued by ${issuerOf(tls)}`;
        return hostKind(facts.target.baseUrl) === 'scrt' ? candidate(60, seen) : found(seen);
      }),
  },
  {
    id: 'tls-wrong-name',
    title: 'The certificate is for another host',
    mark: 'I',
    sources: ['S38'],
    check: ['the spelling of the host', 'whether the name resolves to an address of somebody else'],
    fix: 'Use the name that the certificate is for, or correct what the name resolves to.',
    judge: (facts) =>
      judgeTls(facts, (tls) => {
        return isOf(tls, NAME)
          ? found(`${tls.fault ?? ''}: it is for ${tls.chain[0]?.subject ?? ''}`)
          : undefined;
      }),
  },
  {
    id: 'tls-date',
    title: 'The certificate is not valid today',
    mark: 'I',
    sources: ['S38'],
    check: ["this machine's clock and date", 'the dates of the chain above'],
    fix: 'Set the clock, or have the certificate renewed.',
    judge: (facts) =>
      judgeTls(facts, (tls) => {
        if (!isOf(tls, DATE)) return undefined;
        const [own] = tls.chain;
        const here = new Date(facts.at).toISOString();
        return found(`${tls.fault ?? ''}: valid ${own?.validFrom} to ${own?.validTo}; here it is ${here}`);
      }),
  },
  {
    id: 'tls-broken',
    title: 'No TLS handshake',
    mark: 'I',
    sources: ['S38'],
    check: [
      'whether the port speaks TLS at all (wrong version number: it speaks something else)',
      'a firewall that breaks connections by the name in the handshake',
    ],
    fix: `Correct scheme and port of baseUrl. Or: ${ASK_NETWORK_TEAM}`,
    judge: ({ reach }) => {
      if (reach?.failure?.stage === 'tls' && reach.tls === undefined)
        return found(shownFailure(reach.failure));
      return reach?.tls && ruledOut(`${reach.tls.protocol} was agreed on`);
    },
  },
];

/** A chain for people who compare it with what another network sees. */
export function chainLines(chain: readonly Certificate[]): readonly string[] {
  return chain.flatMap(({ subject, issuer, validFrom, validTo, fingerprint }, place) => [
    `${place + 1}. ${subject}`,
    `   issued by ${issuer}`,
    `   valid ${validFrom} to ${validTo}`,
    `   SHA-256 ${fingerprint}`,
  ]);
}

function judgeTls({ reach }: Facts, ofFault: (tls: Tls) => ReturnType<Condition['judge']>) {
  if (reach?.tls === undefined) return undefined;
  return reach.tls.fault === undefined ? ruledOut('the certificate is trusted') : ofFault(reach.tls);
}

function isOf({ fault = '' }: Tls, codes: readonly string[]): boolean {
  return codes.includes(fault);
}

function issuerOf({ chain }: Tls): string {
  return chain.at(-1)?.issuer ?? 'nobody';
}
