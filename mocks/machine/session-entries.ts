import { AGENT, endUser, SYSTEM, type Entry, type PayloadOf } from './entries.ts';

/** Where and when. */
type Common = Pick<Entry, 'conversationId' | 'at'>;
/** Gives each entry an identifier of its own. */
type Identify = () => string;

/** What a session begins with: routed, active, and joined by the agent at once. */
export function beginning(common: Common, identify: Identify): readonly Entry[] {
  const payload: PayloadOf<'CONVERSATION_ROUTING_RESULT'> = {
    recordId: null,
    failureType: 'None',
    failureReason: null,
    routingType: 'Initial',
    estimatedWaitTime: { isEWTRequested: false, estimatedWaitTimeInSeconds: null },
  };
  return [
    { ...common, name: 'CONVERSATION_ROUTING_RESULT', identifier: identify(), sender: SYSTEM, payload },
    statusChange(common, identify, { sessionStatus: 'Active', sessionStatusPrev: 'Waiting' }),
    agentChange(common, identify, 'add'),
  ];
}

/** What a session ends with when its guest ends it. */
export function ending(common: Common, identify: Identify): readonly Entry[] {
  const sessionEndedByRole = 'EndUser';
  return [
    statusChange(common, identify, {
      sessionStatus: 'Ended',
      sessionStatusPrev: 'Active',
      sessionEndedByRole,
    }),
    agentChange(common, identify, 'remove'),
  ];
}

/** The event that only a closing guest brings about (D, S6). */
export function closing(common: Common, identify: Identify, subject: string): Entry {
  return {
    ...common,
    name: 'CONVERSATION_CLOSE_CONVERSATION',
    identifier: identify(),
    sender: endUser(subject),
    payload: { conversationIdentifier: common.conversationId },
  };
}

function statusChange(
  common: Common,
  identify: Identify,
  status: PayloadOf<'CONVERSATION_SESSION_STATUS_CHANGED'>,
): Entry {
  return {
    ...common,
    name: 'CONVERSATION_SESSION_STATUS_CHANGED',
    identifier: identify(),
    sender: SYSTEM,
    payload: { sessionEndedByRole: null, ...status },
  };
}

function agentChange(common: Common, identify: Identify, operation: 'add' | 'remove'): Entry {
  const { displayName, participant } = AGENT;
  return {
    ...common,
    name: 'CONVERSATION_PARTICIPANT_CHANGED',
    identifier: identify(),
    sender: SYSTEM,
    payload: { entries: [{ operation, displayName, menuMetadata: null, participant }] },
  };
}
