import type { Random } from '../../../mocks/random.ts';
import { readDocument, type Json } from '../../../schemas/generate/document.ts';
import type { OperationId } from '../../../schemas/generated/operations.ts';
import type { Operation } from '../../../schemas/operation.ts';
import { closeCall, createCall, messageCall } from '../../../schemas/requests.ts';
import { newGuest, succeeds, type Session } from '../session.ts';
import type { Scene } from '../sound-calls.ts';

/** What a scene is begun for. */
export interface SceneRequest {
  readonly operation: Operation;
  /** Of the ids of its guest, its conversation and its message. */
  readonly random: Random;
}

/** Without a message of the guest's, these have nothing to tell of. */
const NEED_MESSAGE: readonly string[] = [
  'sendMessage',
  'sendFile',
  'acknowledgeEntries',
  'listConversationEntries',
  'getTranscript',
] satisfies readonly OperationId[];
/** Looks like an identity token, and says nothing. */
const NOBODY = 'e30.e30.c2ln';

/**
 * Brings about what an operation needs: a guest, a conversation of its own, a message. Undefined when the target does not
 * let it, which is then a breach. Throws when no token can be had.
 */
export async function beginScene(
  session: Session,
  { operation, random }: SceneRequest,
): Promise<Scene | undefined> {
  const { target, isOwn, identify } = session;
  const guest = operation.needsToken ? await newGuest(session) : { token: '', lastEventId: '0' };
  const { captchaToken = isOwn ? 'none' : undefined } = target;
  const scene: Scene = {
    ...guest,
    target,
    random,
    captchaToken,
    conversationId: random.uuid(),
    messageId: random.uuid(),
    identityToken: identify?.(`customer-${random.uuid()}`) ?? NOBODY,
  };
  if (!hasConversation(operation)) return scene;
  if (!(await succeeds(session, createCall(target, scene)))) return undefined;
  const isReady =
    !NEED_MESSAGE.includes(operation.id) ||
    (await succeeds(session, messageCall(target, { ...scene, text: 'Hello' })));
  if (isReady) return scene;
  await endScene(session, operation, scene);
  return undefined;
}

/** Closes the conversation of a scene, so that nobody waits in it. */
export async function endScene(session: Session, operation: Operation, scene: Scene): Promise<void> {
  if (hasConversation(operation)) await succeeds(session, closeCall(session.target, scene));
}

/** Whether the scene of an operation has a conversation that is open. */
export function hasConversation({ id, path }: Operation): boolean {
  return path.includes('{conversationId}') || id === 'listConversations';
}

let description: Json | undefined;

/** The description, read when it is first needed. */
export function describedApi(): Json {
  return (description ??= readDocument());
}
