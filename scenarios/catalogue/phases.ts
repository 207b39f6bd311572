/** What a phase takes from the profile, with the values that serve where the profile says nothing. */
export type PhaseParameters = Readonly<Record<string, number>>;

/** A phase: one k6 scenario, one kind of guest. */
export interface PhaseMetadata {
  readonly purpose: string;
  /** Everything that it writes into the operations book: operationIds, then awaited events. */
  readonly operations: readonly string[];
  /** Whether it leaves something behind on the target: conversations, messages. */
  readonly writes: boolean;
  /** Its parameters and their defaults. */
  readonly parameters: PhaseParameters;
}

/** Every phase by its name, which is the value of the tag `scenario`. */
export const PHASES = {
  tokens: {
    purpose: 'a guest gets an access token',
    operations: ['generateAccessTokenForUnauthenticatedUser'],
    writes: false,
    parameters: {},
  },
  conversations: {
    purpose: 'a guest opens a stream, creates a conversation, writes, reads the reply, closes',
    operations: [
      'generateAccessTokenForUnauthenticatedUser',
      'streamEvents',
      'createConversation',
      'awaitFirstEvent',
      'sendMessage',
      'awaitEcho',
      'awaitReply',
      'closeConversation',
      'awaitClosed',
    ],
    writes: true,
    parameters: { messages: 1, messageGapMs: 0 },
  },
  fanout: {
    purpose: 'one guest with several tabs: every tab receives every message',
    operations: [
      'generateAccessTokenForUnauthenticatedUser',
      'generateContinuationToken',
      'streamEvents',
      'createConversation',
      'sendMessage',
      'awaitDelivery',
      'awaitReply',
      'closeConversation',
    ],
    writes: true,
    parameters: { tabs: 4, messages: 2, messageGapMs: 500 },
  },
} as const satisfies Readonly<Record<string, PhaseMetadata>>;

/** The name of a phase. */
export type PhaseName = keyof typeof PHASES;

/** An operation of some phase. */
export type OperationName = (typeof PHASES)[PhaseName]['operations'][number];

/** The parameters of one phase, complete. */
export type ParametersOf<Phase extends PhaseName> = {
  readonly [name in keyof (typeof PHASES)[Phase]['parameters']]: number;
};
