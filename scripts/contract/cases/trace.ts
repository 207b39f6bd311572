import { conversationsCall, entriesCall, routingCall } from '../../../schemas/conversation-requests.ts';
import type { OperationId } from '../../../schemas/generated/operations.ts';
import { isMembers } from '../../../schemas/json.ts';
import type { Call } from '../../../schemas/requests.ts';
import { call, parsedObject, type Session } from '../session.ts';
import type { Scene } from '../sound-calls.ts';

type Look = (session: Session, scene: Scene) => Promise<string | undefined>;

/** What an operation would change, as others can see it; the rest leave nothing that can be seen. */
const LOOKS: Readonly<Record<string, Look>> = {
  createConversation: (session, { token }) =>
    looked(session, conversationsCall(token, { inclClosedConvs: 'true' }), listedConversations),
  closeConversation: (session, { token }) => looked(session, conversationsCall(token), listedConversations),
  sendMessage: guestMessages,
  sendFile: guestMessages,
  endMessagingSession: (session, scene) =>
    looked(session, routingCall(scene), ({ routingStatus }) =>
      routingStatus === 'NEEDS_ROUTING' ? 'no session' : 'a session',
    ),
} satisfies { readonly [id in OperationId]?: Look };

/** What can be seen of what an operation does, to be compared; undefined when nothing can. */
export async function traceOf(
  session: Session,
  operation: string,
  scene: Scene,
): Promise<string | undefined> {
  return await LOOKS[operation]?.(session, scene);
}

function guestMessages(session: Session, scene: Scene): Promise<string | undefined> {
  return looked(session, entriesCall(scene, { limit: '50' }), ({ conversationEntries: list }) => {
    if (!Array.isArray(list)) return undefined;
    const own = list.filter((entry) => isMembers(entry) && isOfGuest(entry)).length;
    return `${own} messages of the guest`;
  });
}

function isOfGuest({ entryType, sender }: Readonly<Record<string, unknown>>): boolean {
  return entryType === 'Message' && isMembers(sender) && sender['role'] === 'EndUser';
}

function listedConversations({ conversations }: Readonly<Record<string, unknown>>): string | undefined {
  return Array.isArray(conversations) ? `${conversations.length} conversations` : undefined;
}

async function looked(
  session: Session,
  made: Call,
  read: (body: Readonly<Record<string, unknown>>) => string | undefined,
): Promise<string | undefined> {
  const { status, body } = await call(session, made);
  return status === 200 ? read(parsedObject(body)) : undefined;
}
