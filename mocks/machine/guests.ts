import type { Outcome, UserEvent } from './command.ts';
import { envelopeOf, type Entry, type EntryEventName } from './entries.ts';
import type { Conversation, Guest, State } from './state.ts';
import { forgetRevoked, isVerified } from './tokens.ts';

/** Events that one guest's log keeps; older ones can no longer be replayed. */
export const LOG_LENGTH = 1_000;
/** Characters that they may have: 1,000 of the longest messages would be 256 MB. */
export const LOG_CHARACTERS = 4_000_000;
/** Conversations that one guest may have; the oldest are forgotten. */
const CONVERSATIONS = 1_000;
/** A guest without open conversations and streams is forgotten after this long, and so is one whose tokens expired. */
const RETAIN_MS = 120_000;
/** The most that are kept of those without streams, however recent they are: the org limit is 11,000 sessions (D, S14). */
const MOST_DONE = 5_000;
const MOST_ABANDONED = 20_000;

/** Seen on open streams only. Assumed: what is over in a moment is neither replayed nor listed. */
const TRANSIENT: ReadonlySet<EntryEventName> = new Set<EntryEventName>([
  'CONVERSATION_QUEUE_POSITION',
  'CONVERSATION_TYPING_STARTED_INDICATOR',
  'CONVERSATION_TYPING_STOPPED_INDICATOR',
  'CONVERSATION_PROGRESS_INDICATOR',
  'CONVERSATION_STREAMING_TOKEN',
]);

/** The record of a guest, made when there is none, and marked as active now. */
export function touchGuest(state: State, subject: string, now: number): Guest {
  const guest = state.guests.get(subject) ?? createGuest(subject);
  guest.activeAt = now;
  // Last in the map: the longest untouched come first.
  state.guests.delete(subject);
  state.guests.set(subject, guest);
  return guest;
}

/** Adds entries to a guest's log; returns the events, ready to be delivered. */
export function record(state: State, guest: Guest, entries: readonly Entry[]): Outcome['events'] {
  return entries.map((entry) => {
    state.lastEventId += 1;
    const event: UserEvent = {
      id: state.lastEventId,
      name: entry.name,
      conversationId: entry.conversationId,
      identifier: entry.identifier,
      data: envelopeOf(entry),
    };
    if (TRANSIENT.has(event.name)) return { subject: guest.subject, event };
    keep(guest, event);
    return { subject: guest.subject, event };
  });
}

function keep(guest: Guest, event: UserEvent): void {
  guest.log.push(event);
  guest.logCharacters += event.data.length;
  while (guest.log.length > LOG_LENGTH || guest.logCharacters > LOG_CHARACTERS)
    guest.logCharacters -= guest.log.shift()?.data.length ?? 0;
}

/**
 * What a stream that resumes after `lastEventId` missed. Nothing without one (reference, 13.3), and
 * nothing for one that the stand-in never gave out. Assumed: an id older than the log replays what
 * the log still has.
 */
export function missedEvents(guest: Guest, lastEventId: string | undefined): readonly UserEvent[] {
  if (lastEventId === undefined || !/^\d{1,15}$/.test(lastEventId)) return [];
  const after = Number(lastEventId);
  return guest.log.filter(({ id }) => id > after);
}

/** Adds a conversation to a guest's. */
export function own(state: State, guest: Guest, conversation: Conversation): void {
  state.conversations.set(conversation.id, conversation);
  guest.conversations.push(conversation);
  guest.openConversations += 1;
  if (guest.conversations.length <= CONVERSATIONS) return;
  const oldest = guest.conversations.shift();
  if (oldest === undefined) return;
  state.conversations.delete(oldest.id);
  if (oldest.endedAt === undefined) guest.openConversations -= 1;
}

/** Forgets guests whose streams are gone: soon once their conversations are closed, else when their tokens have expired. */
export function prune(state: State, now: number): void {
  forgetRevoked(state, now);
  for (const guest of state.guests.values()) forgetClosed(state, guest, now);
  const gone = [...state.guests.values()].filter(({ openStreams }) => openStreams === 0);
  const done = gone.filter(({ openConversations }) => openConversations === 0);
  const abandoned = gone.filter(({ openConversations }) => openConversations > 0);
  done.forEach((guest, index) => {
    if (index < done.length - MOST_DONE || now - guest.activeAt >= RETAIN_MS) forget(state, guest);
  });
  abandoned.forEach((guest, index) => {
    const isSurplus = index < abandoned.length - MOST_ABANDONED;
    if (isSurplus || now - guest.activeAt >= abandonedMs(state, guest)) forget(state, guest);
  });
}

/** Nobody comes back to a conversation whose tokens have expired. */
function abandonedMs({ lifetimesSeconds }: State, { subject }: Guest): number {
  const { guest, verified } = lifetimesSeconds;
  return (isVerified(subject) ? verified : guest) * 1000 + RETAIN_MS;
}

/** A conversation that was closed a while ago is forgotten, though its guest is still there. */
function forgetClosed(state: State, guest: Guest, now: number): void {
  const isOld = ({ endedAt }: Conversation): boolean => endedAt !== undefined && now - endedAt >= RETAIN_MS;
  if (!guest.conversations.some(isOld)) return;
  const kept = guest.conversations.filter((conversation) => !isOld(conversation));
  for (const conversation of guest.conversations)
    if (isOld(conversation)) state.conversations.delete(conversation.id);
  guest.conversations.splice(0, Infinity, ...kept);
}

function forget(state: State, guest: Guest): void {
  for (const { id } of guest.conversations) state.conversations.delete(id);
  state.guests.delete(guest.subject);
}

function createGuest(subject: string): Guest {
  return {
    subject,
    log: [],
    logCharacters: 0,
    conversations: [],
    starts: new Map(),
    openConversations: 0,
    openStreams: 0,
    activeAt: 0,
  };
}
