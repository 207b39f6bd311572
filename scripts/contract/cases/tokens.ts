import { repeatLine } from '../../../scenarios/lib/repeat-line.ts';
import {
  generateAccessTokenForUnauthenticatedUser,
  generateContinuationToken,
} from '../../../schemas/generated/operations.ts';
import { AccessTokenClaims } from '../../../schemas/generated/validators.js';
import { isMembers } from '../../../schemas/json.ts';
import type { Answer } from '../../../schemas/judge-response.ts';
import { continuationCall, guestTokenCall, type Call } from '../../../schemas/requests.ts';
import { shown, violationsOf } from '../../../schemas/violation.ts';
import { claimsOf } from '../claims.ts';
import {
  admission,
  call,
  isSuccess,
  judge,
  newGuest,
  parsedObject,
  refused,
  type Session,
} from '../session.ts';
import type { ContractCase } from './case.ts';

const GUEST = generateAccessTokenForUnauthenticatedUser.id;

/** Cases of the guest token and the continuation token. */
export const tokenCases: readonly ContractCase[] = [
  { id: 'guest-token', operation: GUEST, kind: 'positive', run: issuesGuestToken },
  { id: 'guest-token-wrong-deployment', operation: GUEST, kind: 'negative', run: refusesWrongDeployment },
  { id: 'guests-are-new', operation: GUEST, kind: 'sequence', run: makesGuestsNew },
  {
    id: 'continuation-token',
    operation: generateContinuationToken.id,
    kind: 'positive',
    run: continuesToken,
  },
];

async function issuesGuestToken(session: Session): Promise<void> {
  const made = guestTokenCall(session.target, session.random.uuid());
  const answer = await call(session, made);
  isSuccess(session, { made, answer });
  const claims = claimsOf(admission(answer).token);
  judgeClaims(session, claims, made);
  judgeChannel(session, { claims, answer, made });
}

function judgeClaims({ target, recorder }: Session, claims: object, made: Call): void {
  const breaches = AccessTokenClaims(claims, '') ?? [];
  const repeat = repeatLine({ target, call: made });
  recorder.rule('token-claims', undefined);
  for (const breach of violationsOf('token-claims', { value: claims, place: 'claims', breaches }))
    recorder.rule('token-claims', { ...breach, repeat });
  const { orgId } = claims as { readonly orgId?: unknown };
  const holds = typeof orgId === 'string' && orgId.length === 15;
  const received = orgId === undefined ? 'nothing' : shown(orgId);
  recorder.rule(
    'token-org-id',
    holds ? undefined : { place: GUEST, expected: '15 characters', received, repeat },
  );
}

function judgeChannel(
  session: Session,
  {
    claims,
    answer,
    made,
  }: {
    readonly claims: Readonly<Record<string, unknown>>;
    readonly answer: Answer;
    readonly made: Call;
  },
): void {
  const named = memberAt(parsedObject(answer.body), [
    'context',
    'configuration',
    'embeddedServiceConfig',
    'embeddedServiceMessagingChannel',
    'channelAddressIdentifier',
  ]);
  const claimed = claims['channelAddId'];
  if (typeof named !== 'string' || typeof claimed !== 'string') return;
  const found = { made, holds: named === claimed, expected: shown(named), received: shown(claimed) };
  judge(session, 'token-names-channel', found);
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isMembers(inner) ? inner[name] : undefined), value);
}

async function refusesWrongDeployment(session: Session): Promise<void> {
  const esDeveloperName = `No_Such_${session.random.uuid().slice(0, 8)}`;
  const made = guestTokenCall(session.target, session.random.uuid());
  const body = { ...made.body, esDeveloperName };
  await refused(session, 'refuses-wrong-deployment', { made: { ...made, body }, status: 400 });
}

async function makesGuestsNew(session: Session): Promise<void> {
  const [first, second] = [await newGuest(session), await newGuest(session)];
  const made = guestTokenCall(session.target, session.random.uuid());
  const [one, other] = [first, second].map(({ token }) => claimsOf(token)['sub']);
  const holds = one !== other || one === undefined;
  judge(session, 'guest-is-new', { made, holds, expected: 'another subject', received: shown(other) });
}

async function continuesToken(session: Session): Promise<void> {
  const { token } = await newGuest(session);
  const made = continuationCall(token);
  const answer = await call(session, made);
  if (!isSuccess(session, { made, answer })) return;
  const before = claimsOf(token);
  const after = claimsOf(admission(answer).token);
  judge(session, 'continuation-keeps-subject', {
    made,
    holds: after['sub'] === before['sub'],
    expected: shown(before['sub']),
    received: shown(after['sub']),
  });
  judge(session, 'continuation-changes-client-id', {
    made,
    holds: after['clientId'] !== before['clientId'],
    expected: 'another clientId',
    received: shown(after['clientId']),
  });
  judge(session, 'continuation-keeps-expiry', {
    made,
    holds: Number(after['exp']) <= Number(before['exp']),
    expected: `exp of at most ${shown(before['exp'])}`,
    received: shown(after['exp']),
  });
}
