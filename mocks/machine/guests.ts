import type { Outcome, UserEvent } from './command.ts';
import { envelopeOf, type Entry } from './entries.ts';
import type { Guest, State } from './state.ts';

/** Events that one guest's log keeps; older ones can no longer be replayed. */
export const LOG_LENGTH = 1_000;
/** A guest without open conversations and streams is forgotten after this long. */
const RETAIN_MS = 120_000;
/** The most of such guests that are kept, however recent they are. */
const RETAIN_GUESTS = 5_000;

/** The record of a guest, made when there is none, and marked as active now. */
export function touchGuest(state: State, subject: string, now: number): Guest {
  const guest = state.guests.get(subject) ?? createGuest(subject);
  guest.activeAt = now;
  // Last in the map: prune() stops at the first guest that is recent enough.
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
    guest.log.push(event);
    if (guest.log.length > LOG_LENGTH) guest.log.shift();
    return { subject: guest.subject, event };
  });
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

/** Forgets guests whose conversations are closed and whose streams are gone, and whose tokens have expired. */
export function prune(state: State, now: number): void {
  const abandonedMs = state.tokenLifetimeSeconds * 1000 + RETAIN_MS;
  let surplus = state.guests.size - RETAIN_GUESTS;
  for (const guest of state.guests.values()) {
    const idleMs = now - guest.activeAt;
    if (idleMs < RETAIN_MS && surplus <= 0) return;
    if (guest.openStreams > 0) continue;
    if (guest.openConversations > 0 && idleMs < abandonedMs) continue;
    forget(state, guest);
    surplus -= 1;
  }
}

function forget(state: State, guest: Guest): void {
  for (const { id } of guest.conversations) state.conversations.delete(id);
  state.guests.delete(guest.subject);
}

function createGuest(subject: string): Guest {
  return { subject, log: [], conversations: [], openConversations: 0, openStreams: 0, activeAt: 0 };
}
