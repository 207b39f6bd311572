import type { Agent, Staff } from './agent.ts';
import type { Chances } from './agent-plan.ts';
import type { UserEvent } from './command.ts';
import { DEPLOYMENT, type Deployment } from './deployment.ts';
import { createIdentityVerifier, type IdentityVerifier, type KeySet } from './identity.ts';
import type { Passed } from './limits.ts';
import { createRandom, type Random } from '../random.ts';
import { createTokenSealer, type TokenSealer } from './token.ts';

/** A messaging session that is going on. */
export interface Session {
  /** Of its conversation, from 1; each agent has its own: what was planned in an earlier turn comes to nothing. */
  turn: number;
  /** Of the token that began it. */
  readonly capabilities: number;
  /** Who serves it, or will when the queue is over. */
  agent: Agent;
  routing: 'INITIAL' | 'ROUTED' | 'TRANSFER';
  /** Ids of messages that wait for the agent, or for its answer. */
  readonly unanswered: Set<string>;
  /** Of this agent so far. */
  replies: number;
}

/** One conversation of a guest. */
export interface Conversation {
  readonly id: string;
  readonly owner: Guest;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Undefined as long as it is open. */
  endedAt: number | undefined;
  /** One begins with the conversation, and with a message after the last. */
  session: Session | undefined;
  /** Turns of agents so far, in all sessions. */
  turns: number;
  /** For the limit of its messages. */
  readonly inbound: Passed;
}

/** A user who created a conversation or opened a stream; a token alone leaves no record. */
export interface Guest {
  readonly subject: string;
  /** The newest events, oldest first, at most `LOG_LENGTH`, with at most `LOG_CHARACTERS` in their data. */
  readonly log: UserEvent[];
  logCharacters: number;
  readonly conversations: Conversation[];
  /** For the limit of a page's conversations, by client id. */
  readonly starts: Map<string, Passed>;
  openConversations: number;
  openStreams: number;
  /** Epoch milliseconds of the last command. */
  activeAt: number;
}

/** How the machine is set up. */
export interface MachineOptions {
  readonly seed: number;
  readonly staff: Staff;
  readonly deployment?: Deployment;
  /** Public keys of customers' identity tokens; without them no customer can be verified. */
  readonly identityKeys?: KeySet;
  /** In seconds; 1 h for guests and 6 h for verified customers by default (D, S15). */
  readonly tokenLifetimeSeconds?: number;
  /** Whether the documented limits hold. */
  readonly hasLimits?: boolean;
}

/** Everything that the stand-in knows. Owned, and changed in place, by the machine. */
export interface State {
  readonly deployment: Deployment;
  readonly lifetimesSeconds: { readonly guest: number; readonly verified: number };
  readonly agents: ReadonlyMap<string, Agent>;
  readonly agent: Agent;
  readonly sealer: TokenSealer;
  readonly identities: IdentityVerifier;
  readonly hasLimits: boolean;
  readonly ids: Random;
  /** What agents draw. */
  readonly chances: Chances;
  /** By subject, the longest untouched first. */
  readonly guests: Map<string, Guest>;
  readonly conversations: Map<string, Conversation>;
  /** Client ids of revoked tokens and when those expire, in epoch seconds. */
  readonly revoked: Map<string, number>;
  readonly passed: { readonly tokens: Passed; readonly renewals: Passed };
  /** Of all users, so that a guest who was forgotten and comes back never sees an id again. */
  lastEventId: number;
}

/** The sealer of a stand-in with this seed: a further one of the same seed takes its tokens. */
export function sealerOf(seed: number): TokenSealer {
  const root = createRandom(seed);
  return createTokenSealer(`${root.fork('secret').uuid()}${root.fork('secret-2').uuid()}`);
}

/**
 * Creates the state of a stand-in that has just been switched on.
 *
 * @throws RangeError when the first of the staff is missing
 */
export function createState(options: MachineOptions): State {
  const root = createRandom(options.seed);
  const { first, byName: agents } = options.staff;
  const agent = agents.get(first);
  if (agent === undefined) throw new RangeError(`there is no agent ${first}`);
  const ids = root.fork('ids');
  return {
    deployment: options.deployment ?? DEPLOYMENT,
    lifetimesSeconds: {
      guest: options.tokenLifetimeSeconds ?? 3_600,
      verified: options.tokenLifetimeSeconds ?? 21_600,
    },
    agents,
    agent,
    sealer: sealerOf(options.seed),
    identities: createIdentityVerifier(options.identityKeys ?? { keys: [] }),
    hasLimits: options.hasLimits ?? false,
    ids,
    chances: { random: root.fork('agent'), newId: ids.uuid },
    guests: new Map(),
    conversations: new Map(),
    revoked: new Map(),
    passed: { tokens: [], renewals: [] },
    lastEventId: 0,
  };
}
