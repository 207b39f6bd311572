import type { components } from '../../schemas/generated/api.ts';
import { isMembers } from '../../schemas/json.ts';
import { accessed, isRefusal } from './access.ts';
import { answer, type CommandOf, type Outcome, type UserEvent } from './command.ts';
import type { Conversation, State } from './state.ts';

type Schemas = components['schemas'];

/** Of both lists (C, S19). */
const DEFAULT_LIMIT = 20;
/** Of a transcript (C, S26). */
const TRANSCRIPT_ENTRIES = 200;
/** Of a text in it: an article names 8 KB as the most (C, S34). 200 of 200 kB took 12 s, in which nobody else was served; of these 0.6 s. */
const TRANSCRIPT_CHARACTERS = 8_192;

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
  const entries = entriesOf(conversation)
    .filter(({ entryType }) => types?.includes(entryType) ?? true)
    .filter(({ transcriptedTimestamp }) => isWithin(transcriptedTimestamp, command.query));
  const ordered = direction === 'FromEnd' ? entries.toReversed() : entries;
  const list: Schemas['EntryList'] = { conversationEntries: ordered.slice(0, limitOf(command.query)) };
  return answer(200, list);
}

/** Where the routing of a conversation stands. */
export function getRoutingStatus(state: State, command: CommandOf<'getRoutingStatus'>): Outcome {
  const conversation = accessed(state, command);
  if (isRefusal(conversation)) return conversation;
  const { id: conversationId, session } = conversation;
  const status: Schemas['RoutingStatusResponse'] = {
    conversationId,
    // Assumed: after a session has ended, the next one is to be routed.
    routingStatus: session?.routing ?? 'NEEDS_ROUTING',
  };
  return answer(200, status);
}

/** The last 200 entries that the guest's log still has, to be a PDF (C, S26). Transcripts are turned on (assumed). */
export function getTranscript(state: State, command: CommandOf<'getTranscript'>, now: number): Outcome {
  const conversation = accessed(state, command);
  if (isRefusal(conversation)) return conversation;
  const entries = entriesOf(conversation)
    .slice(-TRANSCRIPT_ENTRIES)
    .map((entry) => ({
      at: entry.transcriptedTimestamp ?? now,
      speaker: entry.senderDisplayName,
      text: textOf(entry),
    }));
  const transcript = { conversationId: conversation.id, writtenAt: now, entries };
  return { answer: { status: 200, transcript }, events: [], timers: [] };
}

/** What was said, or the kind of what happened. */
function textOf({ entryType, entryPayload }: Schemas['ConversationEntry']): string {
  const { abstractMessage } = entryPayload as Schemas['MessagePayload'];
  // Guests' answers to choices and forms may hold anything under this name.
  const content: unknown = abstractMessage?.staticContent;
  if (!isMembers(content)) return `(${entryType})`;
  const { formatType, text, attachments } = content;
  const names = (Array.isArray(attachments) ? attachments : [])
    .map((each: unknown) => (isMembers(each) ? each['name'] : undefined))
    .map((name) => `(file ${typeof name === 'string' ? name : 'without a name'})`);
  const kind = typeof formatType === 'string' ? formatType : entryType;
  const said = typeof text === 'string' ? text : names.length === 0 ? `(${kind})` : '';
  const shown = [said, ...names].join(' ').trim();
  return shown.length > TRANSCRIPT_CHARACTERS ? `${shown.slice(0, TRANSCRIPT_CHARACTERS)}…` : shown;
}

function entriesOf({ id, owner }: Conversation): readonly Schemas['ConversationEntry'][] {
  return owner.log.filter(({ conversationId }) => conversationId === id).map(entryOf);
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
