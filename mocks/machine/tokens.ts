import type { components } from '../../schemas/generated/api.ts';
import { answer, refuse, type Outcome } from './command.ts';
import { CHANNEL } from './deployment.ts';
import type { State } from './state.ts';
import type { Claims } from './token.ts';

type Schemas = components['schemas'];

/** A new guest: a subject that nobody has, and nothing else, so that a token costs no memory. */
export function issueGuestToken(state: State, body: Schemas['GuestTokenRequest'], now: number): Outcome {
  const { deployment, ids } = state;
  if (body.orgId.slice(0, 15) !== deployment.orgId)
    return refuse(400, `No organization matches orgId ${body.orgId}`);
  if (body.esDeveloperName !== deployment.esDeveloperName)
    return refuse(400, `No deployment of type api matches esDeveloperName ${body.esDeveloperName}`);
  // Assumed: any whole number, since the list of v2 values is unknown (reference, 2.6).
  if (!/^\d{1,4}$/.test(body.capabilitiesVersion))
    return refuse(400, `capabilitiesVersion ${body.capabilitiesVersion} is not supported`);
  const issuedAt = Math.floor(now / 1000);
  const claims: Claims = {
    sub: `v2/iamessage/UNAUTH/NA/uid:${ids.uuid()}`,
    exp: issuedAt + state.tokenLifetimeSeconds,
    iat: issuedAt,
    orgId: deployment.orgId,
    clientId: newClientId(state),
    channelAddId: CHANNEL.addressIdentifier,
    capabilitiesVersion: body.capabilitiesVersion,
  };
  const response: Schemas['TokenResponse'] = {
    accessToken: state.sealer.sign(claims),
    lastEventId: '0',
    context: {
      deviceId: body.deviceId ?? ids.uuid(),
      endUser: { subject: claims.sub },
      configuration: { embeddedServiceConfig: embeddedServiceConfig(state) },
    },
  };
  return answer(200, response);
}

/** The same guest in a further tab: same subject and expiry, new client id (S19, S26). */
export function continueToken(state: State, claims: Claims): Outcome {
  const head = state.guests.get(claims.sub)?.log.at(-1)?.id ?? 0;
  const response: Schemas['ContinuationTokenResponse'] = {
    accessToken: state.sealer.sign({ ...claims, clientId: newClientId(state) }),
    lastEventId: String(head),
  };
  return answer(200, response);
}

function newClientId({ deployment, ids }: State): string {
  return `${deployment.orgId}/${deployment.esDeveloperName}/${ids.uuid()}`;
}

function embeddedServiceConfig({ deployment }: State): Schemas['EmbeddedServiceConfig'] {
  return {
    name: deployment.esDeveloperName,
    deploymentType: 'api',
    embeddedServiceMessagingChannel: {
      channelAddressIdentifier: CHANNEL.addressIdentifier,
      authMode: CHANNEL.authMode,
    },
    forms: [],
  };
}
