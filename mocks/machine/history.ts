import type { components } from '../../schemas/generated/api.ts';
import { accessed, isRefusal } from './access.ts';
import { answer, type CommandOf, type Outcome, type UserEvent } from './command.ts';
import type { State } from './state.ts';

type Schemas = components['schemas'];

/** Of both lists (C, S19). */
const DEFAULT_LIMIT = 20;

/** The conversations of a guest, the oldest first (C, S26). Those found are counted whatever the limit (assumed). */
export function listConversations(state: State, { claims, query }: CommandOf<'listConversations'>): Outcome {
  const { inclClosedConvs = false, conversationId } = query;
  const own = state.guests.get(claims.sub)?.conversations ?? [];
  const found = own.filter(
    ({ id, startedAt }) =>
      (conversationId === undefined || id === conversationId) && isWithin(startedAt, query),
  );
  const open = found.filter(({ endedAt }) => endedAt === undefined);
  const listed = inclClosedConvs ? found : open;
  const list: Schemas['ConversationList'] = {
    openConversationsFound: open.length,
    closedConversationsFound: found.length - open.length,
    conversations: listed.slice(0, limitOf(query)).map(({ id, startedAt, endedAt = null }) => ({
      conversationId: id,
      startTimestamp: startedAt,
      endTimestamp: endedAt,
    })),
  };
  return answer(200, list);
}

/**
 * The entries of a conversation that the guest's log still has. The newest first by default: Salesforce's web client
 * relies on it (13.7). The limit counts from the end that the direction names (assumed).
 */
export function listConversationEntries(
  state: State,
  command: CommandOf<'listConversationEntries'>,
): Outcome {
  const conversation = accessed(state, command);
  if (isRefusal(conversation)) return conversation;
  const { direction = 'FromEnd', entryTypeFilter } = command.query;
  const types = entryTypeFilter?.split(',').map((type) => type.trim());
  const entries = conversation.owner.log
    .filter((event) => event.conversationId === conversation.id)
    .map(entryOf)
    .filter(({ entryType }) => types?.includes(entryType) ?? true)
    .filter(({ transcriptedTimestamp }) => isWithin(transcriptedTimestamp, command.query));
  const ordered = direction === 'FromEnd' ? entries.toReversed() : entries;
  const list: Schemas['EntryList'] = { conversationEntries: ordered.slice(0, limitOf(command.query)) };
  return answer(200, list);
}

/** Routed as soon as it is created, since the agent is always there. */
export function getRoutingStatus(state: State, command: CommandOf<'getRoutingStatus'>): Outcome {
  const conversation = accessed(state, command);
  if (isRefusal(conversation)) return conversation;
  const { id: conversationId, inSession } = conversation;
  const status: Schemas['RoutingStatusResponse'] = {
    conversationId,
    // Assumed: after a session has ended, the next one is to be routed.
    routingStatus: inSession ? 'ROUTED' : 'NEEDS_ROUTING',
  };
  return answer(200, status);
}

/** The entry as the list has it: the payload is an object there, a string on the stream (S19, S31). */
function entryOf({ data }: UserEvent): Schemas['ConversationEntry'] {
  const { conversationEntry } = JSON.parse(data) as Schemas['EventEnvelope'];
  const { entryPayload } = conversationEntry;
  const payload: unknown = typeof entryPayload === 'string' ? JSON.parse(entryPayload) : entryPayload;
  return { ...conversationEntry, entryPayload: payload as Record<string, unknown> };
}

/** Assumed: a limit below 0 is 0; the sources name the upper bound only. */
function limitOf({ limit = DEFAULT_LIMIT }: { readonly limit?: number }): number {
  return Math.max(0, limit);
}

/** Assumed: both bounds are inclusive. */
function isWithin(
  at: number,
  {
    startTimestamp = -Infinity,
    endTimestamp = Infinity,
  }: { readonly startTimestamp?: number; readonly endTimestamp?: number },
): boolean {
  return at >= startTimestamp && at <= endTimestamp;
}
