import type { components } from '../../schemas/generated/api.ts';
import { answer, refuse, type CommandOf, type Outcome } from './command.ts';
import { CHANNEL, FORM, VERIFICATION } from './deployment.ts';
import { LIMITS, pass } from './limits.ts';
import type { State } from './state.ts';
import type { Claims } from './token.ts';

type Schemas = components['schemas'];

/** More are forgotten, the oldest first, before they expire. */
const REVOKED_TOKENS = 100_000;

/** A new guest: a subject that nobody has, and nothing else, so that a token costs no memory. */
export function issueGuestToken(state: State, body: Schemas['GuestTokenRequest'], now: number): Outcome {
  const refusal = refused(state, body, now);
  if (refusal !== undefined) return refusal;
  return issue(state, body, {
    subject: guestSubject(state),
    lifetimeSeconds: state.lifetimesSeconds.guest,
    now,
  });
}

/**
 * A verified customer. One who cannot be verified is reported to get an anonymous token and no error (C, S23): only the
 * subject tells.
 */
export function issueVerifiedToken(
  state: State,
  body: Schemas['AuthenticatedTokenRequest'],
  now: number,
): Outcome {
  const refusal = refused(state, body, now);
  if (refusal !== undefined) return refusal;
  const identity = state.identities.verify(body.customerIdentityToken, now);
  const { guest, verified } = state.lifetimesSeconds;
  if ('refused' in identity)
    return issue(state, body, { subject: guestSubject(state), lifetimeSeconds: guest, now });
  const subject = `v2/iamessage/AUTH/${VERIFICATION}/uid:${identity.subject}`;
  return issue(state, body, { subject, lifetimeSeconds: verified, now });
}

/** The same user in a further tab: same subject and expiry, new client id (S19, S26). */
export function continueToken(state: State, claims: Claims, now: number): Outcome {
  if (state.hasLimits && !pass(state.passed.renewals, LIMITS.renewals, now))
    return refuse('limit', 'Too many token renewals of this org');
  const response: Schemas['ContinuationTokenResponse'] = {
    accessToken: state.sealer.sign({ ...claims, clientId: newClientId(state) }),
    lastEventId: positionOf(state, claims.sub),
  };
  return answer(200, response);
}

/** For verified customers only (D, S26). Assumed: it ends this one token, and no open stream. */
export function revokeToken(state: State, { claims }: CommandOf<'revokeToken'>): Outcome {
  if (!isVerified(claims.sub))
    return refuse('unverified-customer', 'Only the token of a verified customer can be revoked');
  state.revoked.set(claims.clientId, claims.exp);
  if (state.revoked.size > REVOKED_TOKENS) state.revoked.delete(state.revoked.keys().next().value ?? '');
  return answer(204);
}

/** The claims of a bearer, or the refusal of a token that is not good (any longer). */
export function openToken(state: State, token: string, now: number): Claims | ReturnType<typeof refuse> {
  const claims = state.sealer.open(token);
  if (claims === undefined) return refuse('garbled-token', 'Jwt verification fails');
  if (claims.exp * 1000 <= now) return refuse('expired-token', 'Jwt is expired');
  return state.revoked.has(claims.clientId) ? refuse('revoked-token', 'Jwt is revoked') : claims;
}

/** Tells a verified customer from a guest, by subject (reference, 3.2). */
export function isVerified(subject: string): boolean {
  return subject.startsWith('v2/iamessage/AUTH/');
}

/** Forgets revoked tokens that have expired. */
export function forgetRevoked({ revoked }: State, now: number): void {
  for (const [clientId, exp] of revoked) if (exp * 1000 <= now) revoked.delete(clientId);
}

type Request = Schemas['GuestTokenRequest'] | Schemas['AuthenticatedTokenRequest'];

function refused(state: State, body: Request, now: number): Outcome | undefined {
  const { deployment } = state;
  if (body.orgId.slice(0, 15) !== deployment.orgId)
    return refuse('wrong-org', `No organization matches orgId ${body.orgId}`);
  if (body.esDeveloperName !== deployment.esDeveloperName)
    return refuse(
      'wrong-deployment',
      `No deployment of type api matches esDeveloperName ${body.esDeveloperName}`,
    );
  // Assumed: any whole number, since the list of v2 values is unknown (reference, 2.6).
  if (!/^\d{1,4}$/.test(body.capabilitiesVersion))
    return refuse('wrong-capabilities', `capabilitiesVersion ${body.capabilitiesVersion} is not supported`);
  if (state.hasLimits && !pass(state.passed.tokens, LIMITS.tokens, now))
    return refuse('limit', 'Too many token requests of this org');
  return undefined;
}

interface Issue {
  readonly subject: string;
  readonly lifetimeSeconds: number;
  readonly now: number;
}

function issue(state: State, body: Request, { subject, lifetimeSeconds, now }: Issue): Outcome {
  const { deployment, ids } = state;
  const issuedAt = Math.floor(now / 1000);
  const claims: Claims = {
    sub: subject,
    exp: issuedAt + lifetimeSeconds,
    iat: issuedAt,
    orgId: deployment.orgId,
    clientId: newClientId(state),
    channelAddId: CHANNEL.addressIdentifier,
    capabilitiesVersion: body.capabilitiesVersion,
  };
  const response: Schemas['TokenResponse'] = {
    accessToken: state.sealer.sign(claims),
    lastEventId: positionOf(state, subject),
    context: {
      deviceId: body.deviceId ?? ids.uuid(),
      endUser: { subject },
      configuration: { embeddedServiceConfig: embeddedServiceConfig(state) },
    },
  };
  return answer(200, response);
}

/** Where a stream of this user would begin now. */
function positionOf({ guests }: State, subject: string): string {
  return String(guests.get(subject)?.log.at(-1)?.id ?? 0);
}

function guestSubject({ ids }: State): string {
  return `v2/iamessage/UNAUTH/NA/uid:${ids.uuid()}`;
}

function newClientId({ deployment, ids }: State): string {
  return `${deployment.orgId}/${deployment.esDeveloperName}/${ids.uuid()}`;
}

function embeddedServiceConfig({ deployment, identities }: State): Schemas['EmbeddedServiceConfig'] {
  const { esDeveloperName, prechat } = deployment;
  return {
    name: esDeveloperName,
    deploymentType: 'api',
    embeddedServiceMessagingChannel: {
      channelAddressIdentifier: CHANNEL.addressIdentifier,
      authMode: identities.hasKeys ? 'Auth' : 'UnAuth',
    },
    forms: prechat === undefined ? [] : [{ ...FORM.form, displayContext: prechat }],
    ...(prechat !== undefined && { choiceListConfig: FORM.choiceListConfig }),
  };
}
