import { refuse, type Outcome } from './command.ts';
import type { Conversation, State } from './state.ts';
import type { Claims } from './token.ts';

/** Whose call on which conversation. */
export interface ConversationAccess {
  readonly claims: Claims;
  readonly conversationId: string;
  /** Where the operation asks for it: it must be the deployment's. */
  readonly esDeveloperName?: string;
}

/** The conversation of a call, or why there is none; 404 before 403. */
export function accessed(
  state: State,
  { claims, conversationId, esDeveloperName }: ConversationAccess,
): Conversation | Outcome {
  const conversation = state.conversations.get(conversationId);
  if (conversation === undefined)
    return refuse('unknown-conversation', `Conversation ${conversationId} is unknown`);
  if (conversation.owner.subject !== claims.sub) return refuseForeigner(conversationId);
  if (esDeveloperName !== undefined && esDeveloperName !== state.deployment.esDeveloperName)
    return refuseDeployment(esDeveloperName);
  return conversation;
}

/** Tells a refusal from a conversation. */
export function isRefusal(found: Conversation | Outcome): found is Outcome {
  return 'events' in found;
}

export function refuseForeigner(conversationId: string): Outcome {
  return refuse('foreign-conversation', `The token's user takes no part in conversation ${conversationId}`);
}

export function refuseDeployment(name: string): Outcome {
  return refuse('wrong-deployment', `esDeveloperName ${name} is not the deployment of the token`);
}

/** Assumed: the status is unknown; all that is documented is that neither side can send (S26). */
export function refuseClosed(conversationId: string): Outcome {
  return refuse('closed-conversation', `Conversation ${conversationId} is closed`);
}
