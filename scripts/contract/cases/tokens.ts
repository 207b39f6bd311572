import { randomUUID } from 'node:crypto';
import { repeatLine } from '../../../scenarios/lib/repeat-line.ts';
import {
  generateAccessTokenForAuthenticatedUser,
  generateAccessTokenForUnauthenticatedUser,
  generateContinuationToken,
} from '../../../schemas/generated/operations.ts';
import { AccessTokenClaims } from '../../../schemas/generated/validators.js';
import { continuationCall, guestTokenCall } from '../../../schemas/requests.ts';
import { violationsOf } from '../../../schemas/violation.ts';
import { claimsOf } from '../claims.ts';
import { call, judge, newGuest, parsedObject, refused, succeeds, type Session } from '../session.ts';
import type { ContractCase } from './case.ts';

const GUEST = generateAccessTokenForUnauthenticatedUser;
const VERIFIED = generateAccessTokenForAuthenticatedUser;
const CONTINUE = generateContinuationToken;

/** Cases of the guest token and the continuation token. */
export const tokenCases: readonly ContractCase[] = [
  { id: 'guest-token', operation: GUEST.id, kind: 'positive', run: issuesGuestToken },
  { id: 'guest-token-minimal', operation: GUEST.id, kind: 'positive', run: issuesGuestTokenToMinimalRequest },
  { id: 'guest-token-required-members', operation: GUEST.id, kind: 'negative', run: refusesMissingMembers },
  { id: 'guest-token-wrong-deployment', operation: GUEST.id, kind: 'negative', run: refusesWrongDeployment },
  {
    id: 'verified-token-required-members',
    operation: VERIFIED.id,
    kind: 'negative',
    run: refusesMissingIdentity,
  },
  { id: 'continuation-token', operation: CONTINUE.id, kind: 'positive', run: continuesToken },
];

async function issuesGuestToken(session: Session): Promise<void> {
  const { token } = await newGuest(session);
  const claims = claimsOf(token);
  const { orgId } = claims;
  const holds = typeof orgId === 'string' && orgId.length === 15;
  const made = guestTokenCall(session.target, randomUUID());
  const breaches = AccessTokenClaims(claims, '') ?? [];
  const repeat = repeatLine({ target: session.target, call: made });
  session.recorder.rule('token-claims', undefined);
  for (const breach of violationsOf('token-claims', { value: claims, place: 'claims', breaches }))
    session.recorder.rule('token-claims', { ...breach, repeat });
  judge(session, 'token-org-id', {
    made,
    holds,
    expected: '15 characters',
    received: JSON.stringify(orgId) ?? 'nothing',
  });
}

async function issuesGuestTokenToMinimalRequest(session: Session): Promise<void> {
  const made = guestTokenCall(session.target, randomUUID());
  const { deviceId: _, context: __, ...body } = made.body;
  await succeeds(session, { ...made, body });
}

async function refusesMissingMembers(session: Session): Promise<void> {
  for (const member of ['orgId', 'esDeveloperName', 'capabilitiesVersion', 'platform']) {
    const made = guestTokenCall(session.target, randomUUID());
    const body = { ...made.body, [member]: undefined };
    await refused(session, 'refuses-malformed-request', { made: { ...made, body }, status: 400 });
  }
}

/** Where User Verification is off, the request is malformed all the same. */
async function refusesMissingIdentity(session: Session): Promise<void> {
  const { body: guest } = guestTokenCall(session.target, randomUUID());
  const whole = { ...guest, authorizationType: 'JWT', customerIdentityToken: 'e30.e30.c2ln' };
  for (const member of ['authorizationType', 'customerIdentityToken']) {
    const body = { ...whole, [member]: undefined };
    await refused(session, 'refuses-malformed-request', { made: { operation: VERIFIED, body }, status: 400 });
  }
}

async function refusesWrongDeployment(session: Session): Promise<void> {
  const esDeveloperName = `No_Such_${randomUUID().slice(0, 8)}`;
  const made = guestTokenCall(session.target, randomUUID());
  const body = { ...made.body, esDeveloperName };
  await refused(session, 'refuses-wrong-deployment', { made: { ...made, body }, status: 400 });
}

async function continuesToken(session: Session): Promise<void> {
  const { token } = await newGuest(session);
  const made = continuationCall(token);
  const answer = await call(session, made);
  const holds = answer.status === 200;
  judge(session, 'operation-succeeds', { made, holds, expected: '200', received: String(answer.status) });
  if (!holds) return;
  const before = claimsOf(token);
  const after = claimsOf(String(parsedObject(answer.body)['accessToken']));
  judge(session, 'continuation-keeps-subject', {
    made,
    holds: after['sub'] === before['sub'],
    expected: String(before['sub']),
    received: String(after['sub']),
  });
  judge(session, 'continuation-changes-client-id', {
    made,
    holds: after['clientId'] !== before['clientId'],
    expected: 'another clientId',
    received: String(after['clientId']),
  });
  judge(session, 'continuation-keeps-expiry', {
    made,
    holds: Number(after['exp']) <= Number(before['exp']),
    expected: `exp of at most ${String(before['exp'])}`,
    received: String(after['exp']),
  });
}
