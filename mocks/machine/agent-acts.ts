import { utter } from './agent-entries.ts';
import type { Act } from './agent.ts';
import type { Outcome, TimedCommand } from './command.ts';
import { agentSender } from './entries.ts';
import { record } from './guests.ts';
import { queued, type Scene } from './session-entries.ts';
import { endSession, following, join, sceneOf, transfer, type Change } from './sessions.ts';
import type { Conversation, Session, State } from './state.ts';

const NOTHING: Outcome = { events: [], timers: [] };

/** The agent takes the next of its steps, unless its turn is over. */
export function actNext(state: State, command: TimedCommand, now: number): Outcome {
  const conversation = state.conversations.get(command.conversationId);
  const session = conversation?.session;
  const [step, ...rest] = command.steps;
  if (conversation === undefined || session?.turn !== command.turn || step === undefined) return NOTHING;
  const scene = sceneOf(state, conversation, now);
  const { entries, steps } = perform(state, { conversation, session, scene, act: step.act });
  return {
    events: record(state, conversation.owner, entries),
    // A transfer begins another turn: what is left of this one is nobody's.
    timers: following(conversation, session, session.turn === command.turn ? [...steps, ...rest] : steps),
  };
}

interface Performance {
  readonly conversation: Conversation;
  readonly session: Session;
  readonly scene: Scene;
  readonly act: Act;
}

function perform(state: State, { conversation, session, scene, act }: Performance): Change {
  switch (act.kind) {
    case 'advance':
      return { entries: [queued(scene, act.position)], steps: [] };
    case 'join':
      return join(state, session, scene);
    case 'transfer':
      return transfer(state, { conversation, session, scene, to: act.to });
    case 'end':
      return { entries: endSession(conversation, scene, session.agent.role), steps: [] };
    case 'say':
      if (act.answers !== undefined) session.unanswered.delete(act.answers);
      return { entries: [utter(act, agentSender(session.agent), scene)], steps: [] };
    default:
      return { entries: [utter(act, agentSender(session.agent), scene)], steps: [] };
  }
}
