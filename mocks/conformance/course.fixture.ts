import { randomUUID } from 'node:crypto';
import type { components } from '../../schemas/generated/api.ts';
import type { Staff } from '../machine/agent.ts';
import type { ClientCommand, Outcome, UserEvent } from '../machine/command.ts';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { apply } from '../machine/machine.ts';
import { createState, type MachineOptions, type State } from '../machine/state.ts';
import type { Claims } from '../machine/token.ts';

export const START = 1_764_000_000_000;
export const CONVERSATION = '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11';
const { esDeveloperName } = DEPLOYMENT;

/** An event, its entry and when it came, in ms from the start. */
export interface Seen {
  readonly name: string;
  readonly atMs: number;
  readonly entry: components['schemas']['ConversationEntry'];
  readonly payload: Readonly<Record<string, unknown>>;
  readonly event: UserEvent;
}

/** A guest and a machine whose time passes only when it is told to. */
export interface Course {
  readonly state: State;
  readonly claims: Claims;
  /** The answer's status. */
  readonly ask: (command: ClientCommand) => number;
  readonly create: () => number;
  readonly say: (text?: string) => number;
  /** Lets everything happen that is due within so many ms, all by default. */
  readonly pass: (ms?: number) => void;
  /** Everything so far. */
  readonly seen: Seen[];
}

/** Begins a course: a guest with these capabilities, and nothing else. */
export function beginCourse(
  staff: Staff,
  { capabilities = '1', ...options }: Partial<MachineOptions> & { readonly capabilities?: string } = {},
): Course {
  const state = createState({ seed: 1, ...options, staff });
  let now = START;
  let due: { readonly at: number; readonly command: Outcome['timers'][number]['command'] }[] = [];
  const seen: Seen[] = [];
  const follow = ({ events, timers }: Outcome): void => {
    for (const { event } of events) seen.push(seenOf(event, now - START));
    due.push(...timers.map(({ afterMs, command }) => ({ at: now + afterMs, command })));
  };
  const ask = (command: ClientCommand): number => {
    const outcome = apply(state, command, now);
    follow(outcome);
    return outcome.answer?.status ?? 0;
  };
  const claims = newGuest(state, capabilities);
  return {
    state,
    claims,
    seen,
    ask,
    create: () =>
      ask({ kind: 'createConversation', claims, body: { conversationId: CONVERSATION, esDeveloperName } }),
    say: (text = 'Hello') => {
      const message = {
        id: randomUUID(),
        messageType: 'StaticContentMessage',
        staticContent: { formatType: 'Text', text },
      } as const;
      return ask({
        kind: 'sendMessage',
        claims,
        conversationId: CONVERSATION,
        body: { message, esDeveloperName },
      });
    },
    pass: (ms = Infinity) => {
      const until = now + ms;
      for (let next = first(due, until); next !== undefined; next = first(due, until)) {
        const taken = next;
        due = due.filter((each) => each !== taken);
        now = taken.at;
        follow(apply(state, taken.command, now));
      }
      if (ms !== Infinity) now = until;
    },
  };
}

function newGuest(state: State, capabilitiesVersion: string): Claims {
  const body = { ...DEPLOYMENT, capabilitiesVersion, platform: 'Web' };
  const issued = apply(state, { kind: 'issueGuestToken', body }, START).answer?.body;
  return state.sealer.open((issued as components['schemas']['TokenResponse']).accessToken)!;
}

function first<Due extends { readonly at: number }>(due: readonly Due[], until: number): Due | undefined {
  return due.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
}

function seenOf(event: UserEvent, atMs: number): Seen {
  const { conversationEntry: entry } = JSON.parse(event.data) as components['schemas']['EventEnvelope'];
  const payload = JSON.parse(entry.entryPayload as string) as Readonly<Record<string, unknown>>;
  return { name: event.name, atMs, entry, payload, event };
}
