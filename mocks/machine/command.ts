import type { components, operations } from '../../schemas/generated/api.ts';
import type { EntryEventName } from './entries.ts';
import type { Claims } from './token.ts';

type Schemas = components['schemas'];

/** The parameters in a query, as the description types them. */
type Query<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

interface OnConversation {
  readonly claims: Claims;
  readonly conversationId: string;
}

/** What a client asks for. The token was verified before: `claims` are its own. */
export type ClientCommand =
  | { readonly kind: 'issueGuestToken'; readonly body: Schemas['GuestTokenRequest'] }
  | { readonly kind: 'continueToken'; readonly claims: Claims }
  | {
      readonly kind: 'createConversation';
      readonly claims: Claims;
      readonly body: Schemas['CreateConversationRequest'];
    }
  | {
      readonly kind: 'sendMessage';
      readonly claims: Claims;
      readonly conversationId: string;
      readonly body: Schemas['SendMessageRequest'];
    }
  | {
      readonly kind: 'closeConversation';
      readonly claims: Claims;
      readonly conversationId: string;
      readonly esDeveloperName: string;
    }
  | ({
      readonly kind: 'endMessagingSession';
      readonly esDeveloperName: string;
    } & OnConversation)
  | ({ readonly kind: 'sendTypingIndicator' } & OnConversation)
  | ({ readonly kind: 'acknowledgeEntries' } & OnConversation)
  | ({ readonly kind: 'getRoutingStatus' } & OnConversation)
  | {
      readonly kind: 'listConversations';
      readonly claims: Claims;
      readonly query: Query<'listConversations'>;
    }
  | ({
      readonly kind: 'listConversationEntries';
      readonly query: Query<'listConversationEntries'>;
    } & OnConversation)
  | {
      readonly kind: 'openStream';
      readonly claims: Claims;
      readonly orgId: string;
      readonly lastEventId: string | undefined;
    };

/** One kind of it. */
export type CommandOf<Kind extends ClientCommand['kind']> = Extract<ClientCommand, { readonly kind: Kind }>;

/** What time brings: the host hands it back when it is due. */
export type TimedCommand = { readonly kind: 'agentReplies'; readonly conversationId: string };

/** What the host tells of itself. */
export type HostCommand =
  | { readonly kind: 'streamClosed'; readonly subject: string }
  | { readonly kind: 'prune' };

/** Everything that changes the state. */
export type Command = ClientCommand | TimedCommand | HostCommand;

/** One event of a user, as every stream of the user gets it. */
export interface UserEvent {
  /** Rises from event to event of a user; its digits are the event's id. */
  readonly id: number;
  readonly name: EntryEventName;
  readonly conversationId: string;
  /** Of the entry. */
  readonly identifier: string;
  readonly data: string;
}

/** An answer to a client. */
export interface Answer {
  readonly status: number;
  /** Becomes JSON; absent where the answer has no body. */
  readonly body?: unknown;
}

/** What came of a command. */
export interface Outcome {
  /** Absent for what no client asked for. */
  readonly answer?: Answer;
  /** To be delivered to every open stream of their user, in order. */
  readonly events: readonly { readonly subject: string; readonly event: UserEvent }[];
  readonly timers: readonly { readonly afterMs: number; readonly command: TimedCommand }[];
  /** Set when a stream was opened: whose, what it missed, and the newest event id at that moment. */
  readonly stream?: {
    readonly subject: string;
    readonly replay: readonly UserEvent[];
    readonly head: number;
  };
}

/** A refusal, and nothing else. */
export function refuse(
  status: 400 | 401 | 403 | 404 | 405 | 501,
  message: string,
): Outcome & { readonly answer: Answer } {
  return { answer: { status, body: { message } }, events: [], timers: [] };
}

/** An answer without events. */
export function answer(status: number, body?: unknown): Outcome & { readonly answer: Answer } {
  return { answer: { status, body }, events: [], timers: [] };
}
