import { mean } from '../latency.ts';
import type { Agent, Step } from './agent.ts';
import { planArrival, planGreeting, planReply } from './agent-plan.ts';
import type { Outcome } from './command.ts';
import type { Entry } from './entries.ts';
import { participantChanged, routed, statusChanged, workGiven, type Scene } from './session-entries.ts';
import type { Conversation, Session, State } from './state.ts';

/** What a change of a session brings about: entries now, and steps of the agent that follow. */
export interface Change {
  readonly entries: readonly Entry[];
  readonly steps: readonly Step[];
}

/** A change that begins a session. */
export interface BegunSession extends Change {
  readonly session: Session;
}

/** Where an entry happens. */
export function sceneOf(state: State, conversation: Pick<Conversation, 'id'>, at: number): Scene {
  return { conversationId: conversation.id, at, newId: state.ids.uuid };
}

/** A session begins: routed, and joined by the agent at once or from a queue. */
export function beginSession(
  state: State,
  conversation: Conversation,
  { capabilities, at }: { readonly capabilities: number; readonly at: number },
): BegunSession {
  const { agent } = state;
  const session: Session = {
    turn: (conversation.turns += 1),
    capabilities,
    agent,
    routing: 'INITIAL',
    unanswered: new Set(),
    replies: 0,
  };
  conversation.session = session;
  const scene = sceneOf(state, conversation, at);
  const routing = routed(scene, { routingType: 'Initial', waitMs: waitMs(agent) });
  if (agent.queue === undefined) {
    const { entries, steps } = join(state, session, scene);
    return { session, entries: [routing, ...entries], steps };
  }
  const waiting = statusChanged(scene, [null, 'Waiting']);
  return { session, entries: [routing, waiting], steps: planArrival(agent, state.chances) };
}

/** The agent comes, and answers the last of what was written meanwhile, and with it the others. */
export function join(state: State, session: Session, scene: Scene): Change {
  const { agent, routing, capabilities, unanswered } = session;
  const isTransfer = routing === 'TRANSFER';
  session.routing = 'ROUTED';
  const asked = [...unanswered].at(-1);
  unanswered.clear();
  if (asked !== undefined) unanswered.add(asked);
  return {
    entries: [
      workGiven(scene),
      ...(isTransfer ? [] : [statusChanged(scene, ['Waiting', 'Active'])]),
      participantChanged(scene, agent, 'add'),
    ],
    steps: [
      ...planGreeting(agent, state.chances),
      ...(asked === undefined
        ? []
        : planReply(
            agent,
            { messageId: asked, capabilities, replies: (session.replies += 1) },
            state.chances,
          )),
    ],
  };
}

/** The guest has written: the agent answers, now or as soon as it has joined. */
export function answerMessage(state: State, session: Session, messageId: string): readonly Step[] {
  const { agent, capabilities, routing } = session;
  session.unanswered.add(messageId);
  if (routing !== 'ROUTED') return [];
  return planReply(agent, { messageId, capabilities, replies: (session.replies += 1) }, state.chances);
}

/** The agent leaves with all that it had planned, and another one, or its queue, takes over what is unanswered. */
export function transfer(state: State, { conversation, session, scene, to }: Transfer): Change {
  const next = state.agents.get(to);
  if (next === undefined) return { entries: [], steps: [] };
  const gone = participantChanged(scene, session.agent, 'remove');
  session.agent = next;
  session.turn = conversation.turns += 1;
  session.routing = 'TRANSFER';
  session.replies = 0;
  const routing = routed(scene, { routingType: 'Transfer', waitMs: waitMs(next) });
  if (next.queue !== undefined) return { entries: [routing, gone], steps: planArrival(next, state.chances) };
  const joined = join(state, session, scene);
  return { entries: [routing, gone, ...joined.entries], steps: joined.steps };
}

/** Who takes over from whom. */
export interface Transfer {
  readonly conversation: Conversation;
  readonly session: Session;
  readonly scene: Scene;
  /** The name of the agent's file. */
  readonly to: string;
}

/** The session is over; the conversation stays open. */
export function endSession(
  conversation: Conversation,
  scene: Scene,
  endedBy: 'EndUser' | Agent['role'],
): readonly Entry[] {
  const { session } = conversation;
  if (session === undefined) return [];
  conversation.session = undefined;
  const isJoined = session.routing === 'ROUTED';
  return [
    statusChanged(scene, [session.routing === 'INITIAL' ? 'Waiting' : 'Active', 'Ended'], endedBy),
    ...(isJoined ? [participantChanged(scene, session.agent, 'remove')] : []),
  ];
}

/** Lets the steps of an agent's turn follow one another. */
export function following(
  { id: conversationId }: Pick<Conversation, 'id'>,
  { turn }: Pick<Session, 'turn'>,
  steps: readonly Step[],
): Outcome['timers'] {
  const [first] = steps;
  if (first === undefined) return [];
  return [{ afterMs: first.afterMs, command: { kind: 'agentActs', conversationId, turn, steps } }];
}

function waitMs({ queue }: Agent): number | undefined {
  return queue === undefined ? undefined : queue.position * mean(queue.step);
}
