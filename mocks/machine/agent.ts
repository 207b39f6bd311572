import type { Distribution } from '../latency.ts';

/** Who answers guests, as data (`mocks/agents/`). Times are distributions, drawn from the seed. */
export interface Agent {
  /** The name that guests see. */
  readonly displayName: string;
  readonly role: 'Chatbot' | 'Agent';
  /** Guests wait in a queue first. */
  readonly queue?: {
    /** Where a guest begins; 1 is the next to be served. */
    readonly position: number;
    /** Between two steps forward, and from the first position to the agent. */
    readonly step: Distribution;
  };
  /** Said unasked after joining. */
  readonly greeting?: { readonly text: string; readonly after: Distribution };
  readonly reply: Reply;
  /** What tells a guest that a message was delivered and read. */
  readonly receipts?: { readonly delivered: Distribution; readonly read: Distribution };
  /** Hands the guest over to another agent, by the name of its file. */
  readonly transfer?: { readonly afterReplies: number; readonly to: string };
  /** Ends the session, which leaves the conversation open (D, S17). */
  readonly end?: { readonly afterReplies: number };
}

/** All agents of a stand-in. */
export interface Staff {
  /** Who serves new guests; the others are handed over to. */
  readonly first: string;
  /** The name or the file that was asked for. */
  readonly source: string;
  readonly byName: ReadonlyMap<string, Agent>;
}

/** How an agent answers one message. */
export interface Reply {
  /** From the message (or the receipts) to the answer, or to its first token. */
  readonly after: Distribution;
  /** One of them is chosen. */
  readonly texts: readonly string[];
  /** Whether it shows that it types. */
  readonly typing?: boolean;
  /** Shown before the answer, to clients of capabilities 62 and more (D, S8). */
  readonly progress?: { readonly texts: readonly string[]; readonly every: Distribution };
  /** The text in parts before the whole, to clients of capabilities 63 and more (D, S7). */
  readonly tokens?: {
    readonly words: number;
    readonly every: Distribution;
    /** The share of tokens that change places with the next one. */
    readonly outOfOrder?: number;
  };
}

/** One thing that an agent does. */
export type Act =
  | { readonly kind: 'advance'; readonly position: number }
  | { readonly kind: 'join' }
  | { readonly kind: 'acknowledge'; readonly what: 'Delivery' | 'Read'; readonly messageId: string }
  | { readonly kind: 'type'; readonly what: 'Started' | 'Stopped' }
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'token'; readonly messageId: string; readonly sequence: number; readonly text: string }
  | {
      readonly kind: 'say';
      readonly messageId: string;
      readonly text: string;
      /** The guest's message that it answers. */
      readonly answers?: string;
    }
  | { readonly kind: 'transfer'; readonly to: string }
  | { readonly kind: 'end' };

/** An act and how long it comes after the one before. */
export interface Step {
  readonly afterMs: number;
  readonly act: Act;
}
