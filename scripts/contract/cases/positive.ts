import { isDeepStrictEqual } from 'node:util';
import type { Random } from '../../../mocks/random.ts';
import { createConversation, OPERATIONS, type OperationId } from '../../../schemas/generated/operations.ts';
import { isMembers } from '../../../schemas/json.ts';
import type { Operation } from '../../../schemas/operation.ts';
import { closeCall, isHeaderValue, verifiedTokenCall, type Call } from '../../../schemas/requests.ts';
import { minimalRequest } from '../derived/minimal-request.ts';
import { call, NoToken, parsedObject, succeeds, type Session } from '../session.ts';
import { SOUND_CALLS, type NamedCall, type Scene } from '../sound-calls.ts';
import { OPENS_MORE, type ContractCase } from './case.ts';
import { beginScene, describedApi, endScene, hasConversation } from './scene.ts';

/** These cannot be done twice to one conversation, or with one token. */
const ENDS: readonly string[] = [
  'closeConversation',
  'endMessagingSession',
  'revokeToken',
] satisfies readonly OperationId[];
const NEEDS_CUSTOMER: readonly string[] = [
  'generateAccessTokenForAuthenticatedUser',
  'revokeToken',
] satisfies readonly OperationId[];
/** What such an answer holds no source says, so that a host may well want more. */
const UNKNOWN_SHAPE = 'choice';

/** For every operation: calls with every optional member succeed, and so does one without any. */
export const positiveCases: readonly ContractCase[] = Object.values(OPERATIONS).map((operation) => ({
  id: `sound-${operation.id}`,
  operation: operation.id,
  kind: 'positive',
  ...((hasConversation(operation) || operation.id === 'createConversation') && {
    notOnRealHosts: OPENS_MORE,
  }),
  leftOut: ({ identify }) =>
    identify === undefined && NEEDS_CUSTOMER.includes(operation.id)
      ? 'no key is known that would make an identity token'
      : undefined,
  run: (session) => takesSound(session, operation),
}));

async function takesSound(session: Session, operation: Operation): Promise<void> {
  const { random } = session;
  const scene = await beginSound(session, operation, random);
  if (scene === undefined) return;
  const calls = SOUND_CALLS[operation.id as OperationId](scene);
  for (const each of calls) if (isTried(session, operation, each)) await takes(session, each.made);
  const isOver = ENDS.includes(operation.id);
  const isMinimal = calls.every(({ made }) => isDeepStrictEqual(minimalOf(session, made), made));
  if (isOver || isMinimal) await endSound(session, operation, scene);
  // Where nothing is optional, it would be the same once more.
  if (isMinimal) return;
  const again = random.fork('minimal');
  const next = isOver ? await beginSound(session, operation, again) : { ...scene, random: again };
  if (next === undefined) return;
  const [usual] = SOUND_CALLS[operation.id as OperationId](next);
  if (usual !== undefined) await takes(session, minimalOf(session, usual.made));
  await endSound(session, operation, next);
}

/** Without what is optional; a target that names a captcha wants it in every token request. */
function minimalOf({ target: { captchaToken } }: Session, made: Call): Call {
  const minimal = minimalRequest({ made, document: describedApi() });
  if (captchaToken === undefined || !isMembers(made.body) || made.body['captchaToken'] === undefined)
    return minimal;
  return { ...minimal, body: { ...(minimal.body as object), captchaToken } };
}

async function takes(session: Session, made: Call): Promise<void> {
  await succeeds(session, made);
  if (made.operation !== createConversation || made.token === undefined) return;
  const { conversationId } = made.body as { readonly conversationId: string };
  await succeeds(session, closeCall(session.target, { token: made.token, conversationId }));
}

function isTried({ isOwn, recorder }: Session, operation: Operation, { name }: NamedCall): boolean {
  if (isOwn || name !== UNKNOWN_SHAPE) return true;
  recorder.leaveOut({ id: `sound-${operation.id}`, why: 'a choice: which member holds it is unknown' });
  return false;
}

/** The scene; to revoke a token, that of a customer. */
async function beginSound(
  session: Session,
  operation: Operation,
  random: Random,
): Promise<Scene | undefined> {
  const scene = await beginScene(session, { operation, random });
  if (scene === undefined || operation.id !== 'revokeToken') return scene;
  const { target, identityToken: customerIdentityToken } = scene;
  const { status, body } = await call(
    session,
    verifiedTokenCall(target, { deviceId: random.uuid(), customerIdentityToken }),
  );
  const { accessToken: token } = parsedObject(body);
  if (typeof token !== 'string' || !isHeaderValue(token)) throw new NoToken(status);
  return { ...scene, token };
}

async function endSound(session: Session, operation: Operation, scene: Scene): Promise<void> {
  if (operation.id !== 'closeConversation') await endScene(session, operation, scene);
}
