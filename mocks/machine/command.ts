import type { components, operations } from '../../schemas/generated/api.ts';
import type { Step } from './agent.ts';
import type { EntryEventName } from './entries.ts';
import { REFUSALS, type Refusal } from './refusal.ts';
import type { Claims } from './token.ts';

type Schemas = components['schemas'];

/** The parameters in a query, as the description types them. */
type Query<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

/** The same for each kind of command. */
type Each<Kind extends string, Rest> = Kind extends string ? { readonly kind: Kind } & Rest : never;

interface Bearer {
  readonly claims: Claims;
}

interface OnConversation extends Bearer {
  readonly conversationId: string;
}

/** A file as it arrived; its contents are not kept. */
export interface SentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** What a client asks for. The token was verified before: `claims` are its own. */
export type ClientCommand =
  | { readonly kind: 'issueGuestToken'; readonly body: Schemas['GuestTokenRequest'] }
  | { readonly kind: 'issueVerifiedToken'; readonly body: Schemas['AuthenticatedTokenRequest'] }
  | Each<'continueToken' | 'revokeToken', Bearer>
  | ({
      readonly kind: 'createConversation';
      readonly body: Schemas['CreateConversationRequest'];
    } & Bearer)
  | ({ readonly kind: 'sendMessage'; readonly body: Schemas['SendMessageRequest'] } & OnConversation)
  | ({
      readonly kind: 'sendFile';
      readonly body: Schemas['FileMessageEntry'];
      readonly file: SentFile;
    } & OnConversation)
  | Each<
      'closeConversation' | 'endMessagingSession' | 'getTranscript',
      OnConversation & { readonly esDeveloperName?: string }
    >
  | Each<'sendTypingIndicator' | 'acknowledgeEntries' | 'getRoutingStatus', OnConversation>
  | ({ readonly kind: 'listConversations'; readonly query: Query<'listConversations'> } & Bearer)
  | ({
      readonly kind: 'listConversationEntries';
      readonly query: Query<'listConversationEntries'>;
    } & OnConversation)
  | ({
      readonly kind: 'openStream';
      readonly orgId: string;
      readonly lastEventId: string | undefined;
    } & Bearer);

/** Those of one kind. */
export type CommandOf<Kind extends ClientCommand['kind']> = Extract<ClientCommand, { readonly kind: Kind }>;

/** What time brings: the host hands it back when it is due. */
export interface TimedCommand {
  readonly kind: 'agentActs';
  readonly conversationId: string;
  /** The agent's turn in which it was planned. */
  readonly turn: number;
  /** The first is due; the others follow it. */
  readonly steps: readonly Step[];
}

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
  /** Why it was refused; nothing that is sent. */
  readonly refusal?: Refusal;
  /** Becomes JSON; absent where the answer has no body. */
  readonly body?: unknown;
  /** Becomes a PDF, instead of a body. */
  readonly transcript?: Transcript;
}

/** The newest entries of a conversation, the oldest first. */
export interface Transcript {
  readonly conversationId: string;
  /** Epoch milliseconds. */
  readonly writtenAt: number;
  readonly entries: readonly TranscriptEntry[];
}

/** One line of it. */
export interface TranscriptEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly speaker: string;
  readonly text: string;
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
export function refuse(refusal: Refusal, message: string): Outcome & { readonly answer: Answer } {
  return { answer: { status: REFUSALS[refusal], refusal, body: { message } }, events: [], timers: [] };
}

/** An answer without events. */
export function answer(status: number, body?: unknown): Outcome & { readonly answer: Answer } {
  return { answer: { status, body }, events: [], timers: [] };
}
