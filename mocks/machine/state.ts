import type { Distribution } from '../latency.ts';
import type { UserEvent } from './command.ts';
import { DEPLOYMENT, type Deployment } from './deployment.ts';
import { createRandom, type Random } from './random.ts';
import { createTokenSealer, type TokenSealer } from './token.ts';

/** One conversation of a guest. */
export interface Conversation {
  readonly id: string;
  readonly owner: Guest;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Undefined as long as it is open. */
  endedAt: number | undefined;
  /** Whether a messaging session is going on: one begins with the conversation, and with a message after the last. */
  inSession: boolean;
}

/** A guest who created a conversation or opened a stream; a token alone leaves no record. */
export interface Guest {
  readonly subject: string;
  /** The newest events, oldest first, at most `LOG_LENGTH`. */
  readonly log: UserEvent[];
  readonly conversations: Conversation[];
  openConversations: number;
  openStreams: number;
  /** Epoch milliseconds of the last command. */
  activeAt: number;
}

/** How the machine is set up. */
export interface MachineOptions {
  readonly seed: number;
  /** The agent's think time; lognormal, p50 60 ms, p99 250 ms by default. */
  readonly thinkTime?: Distribution;
  readonly deployment?: Deployment;
  /** Of guest tokens, in seconds; 1 h by default (D, S15). */
  readonly tokenLifetimeSeconds?: number;
}

/** Everything that the stand-in knows. Owned, and changed in place, by the machine. */
export interface State {
  readonly deployment: Deployment;
  readonly tokenLifetimeSeconds: number;
  readonly thinkTime: Distribution;
  readonly sealer: TokenSealer;
  readonly ids: Random;
  readonly agent: Random;
  /** By subject, the longest untouched first. */
  readonly guests: Map<string, Guest>;
  readonly conversations: Map<string, Conversation>;
  /** Of all users, so that a guest who was forgotten and comes back never sees an id again. */
  lastEventId: number;
}

/** Creates the state of a stand-in that has just been switched on. */
export function createState(options: MachineOptions): State {
  const root = createRandom(options.seed);
  return {
    deployment: options.deployment ?? DEPLOYMENT,
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3_600,
    thinkTime: options.thinkTime ?? { kind: 'lognormal', p50Ms: 60, p99Ms: 250 },
    sealer: createTokenSealer(`${root.fork('secret').uuid()}${root.fork('secret-2').uuid()}`),
    ids: root.fork('ids'),
    agent: root.fork('agent'),
    guests: new Map(),
    conversations: new Map(),
    lastEventId: 0,
  };
}
