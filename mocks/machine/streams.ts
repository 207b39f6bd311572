import { answer, refuse, type ClientCommand, type Outcome } from './command.ts';
import { missedEvents, touchGuest } from './guests.ts';
import type { State } from './state.ts';

/** Opens one more stream of the token's user. The org id must be the token's, of 15 characters (S24, S35). */
export function openStream(
  state: State,
  { claims, orgId, lastEventId }: Extract<ClientCommand, { readonly kind: 'openStream' }>,
  now: number,
): Outcome {
  if (orgId !== claims.orgId)
    return refuse('org-mismatch', 'X-Org-Id and the org id of the token do not match');
  const guest = touchGuest(state, claims.sub, now);
  guest.openStreams += 1;
  const replay = missedEvents(guest, lastEventId);
  return { ...answer(200, ''), stream: { subject: claims.sub, replay, head: state.lastEventId } };
}

/** One stream of a user is gone. */
export function streamClosed(state: State, subject: string, now: number): Outcome {
  touchGuest(state, subject, now).openStreams -= 1;
  return { events: [], timers: [] };
}
