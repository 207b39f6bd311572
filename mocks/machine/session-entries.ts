import type { Agent } from './agent.ts';
import { agentSender, endUser, SYSTEM, type Entry, type PayloadOf } from './entries.ts';

/** Where and when, and what gives each entry an identifier of its own. */
export interface Scene {
  readonly conversationId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly newId: () => string;
}

type Routing = PayloadOf<'CONVERSATION_ROUTING_RESULT'>;

/** Routed to an agent or to the agent's queue. */
export function routed(
  scene: Scene,
  {
    routingType,
    waitMs,
  }: { readonly routingType: 'Initial' | 'Transfer'; readonly waitMs: number | undefined },
): Entry {
  const payload: Routing = {
    recordId: null,
    errorMessages: [],
    failureType: 'None',
    failureReason: null,
    routingType,
    estimatedWaitTime: {
      isEWTRequested: waitMs !== undefined,
      estimatedWaitTimeInSeconds: waitMs === undefined ? null : Math.ceil(waitMs / 1000),
    },
    isExternallyRouted: false,
    cancelReason: null,
  };
  return { ...common(scene), name: 'CONVERSATION_ROUTING_RESULT', sender: SYSTEM, payload };
}

/** The work was given to somebody. Its kinds are unknown (S21): assumed. */
export function workGiven(scene: Scene): Entry {
  const payload = { workType: 'Assigned' };
  return { ...common(scene), name: 'CONVERSATION_ROUTING_WORK_RESULT', sender: SYSTEM, payload };
}

/** One step forward in the queue. Type and payload of the entry are unknown: assumed. */
export function queued(scene: Scene, position: number): Entry {
  return { ...common(scene), name: 'CONVERSATION_QUEUE_POSITION', sender: SYSTEM, payload: { position } };
}

/** The session's status has changed, and who ended it when it ended. */
export function statusChanged(
  scene: Scene,
  [sessionStatusPrev, sessionStatus]: readonly [string | null, string],
  sessionEndedByRole: string | null = null,
): Entry {
  const payload = { sessionStatus, sessionStatusPrev, sessionEndedByRole };
  return { ...common(scene), name: 'CONVERSATION_SESSION_STATUS_CHANGED', sender: SYSTEM, payload };
}

/** An agent has come or gone. */
export function participantChanged(scene: Scene, agent: Agent, operation: 'add' | 'remove'): Entry {
  const { displayName, participant } = agentSender(agent);
  return {
    ...common(scene),
    name: 'CONVERSATION_PARTICIPANT_CHANGED',
    sender: SYSTEM,
    payload: { entries: [{ operation, displayName, menuMetadata: null, participant }] },
  };
}

/** The event that only a closing guest brings about (D, S6). */
export function closed(scene: Scene, subject: string): Entry {
  const payload = { conversationIdentifier: scene.conversationId };
  return { ...common(scene), name: 'CONVERSATION_CLOSE_CONVERSATION', sender: endUser(subject), payload };
}

function common({ conversationId, at, newId }: Scene): Pick<Entry, 'conversationId' | 'at' | 'identifier'> {
  return { conversationId, at, identifier: newId() };
}
