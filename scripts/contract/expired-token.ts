import { CHANNEL, DEPLOYMENT } from '../../mocks/machine/deployment.ts';
import { sealerOf } from '../../mocks/machine/state.ts';

const LONG_AGO_SECONDS = 1_000_000_000;

/** A token that a stand-in with this seed would have issued long ago. */
export function expiredTokenOf(seed: number): string {
  const { orgId, esDeveloperName } = DEPLOYMENT;
  const id = '00000000-0000-4000-8000-000000000000';
  return sealerOf(seed).sign({
    sub: `v2/iamessage/UNAUTH/NA/uid:${id}`,
    iat: LONG_AGO_SECONDS - 3_600,
    exp: LONG_AGO_SECONDS,
    orgId,
    clientId: `${orgId}/${esDeveloperName}/${id}`,
    channelAddId: CHANNEL.addressIdentifier,
    capabilitiesVersion: '1',
  });
}
