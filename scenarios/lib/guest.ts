import { isMembers, parsedJson, type Members } from '../../schemas/json.ts';
import {
  type Call,
  closeCall,
  continuationCall,
  createCall,
  guestTokenCall,
  isHeaderValue,
  messageCall,
} from '../../schemas/requests.ts';
import { callAndAwait, type Wanted } from './awaited.ts';
import { exchange, type Outcome } from './exchange.ts';
import type { Journey } from './journey.ts';
import type { MadeCall } from './repeat-line.ts';
import { openStream, type TabStream } from './stream.ts';

/** What a token answer gives a tab. */
export interface Admission {
  readonly token: string;
  readonly lastEventId: string | undefined;
}

/** A guest that has been let in. */
export interface Guest extends Admission {
  readonly journey: Journey;
  /** Ids of the conversations that it has begun to create. */
  readonly conversations: Set<string>;
}

/** Gets a guest token; undefined when that failed. */
export async function enter(journey: Journey): Promise<Guest | undefined> {
  const { target } = journey;
  const outcome = await exchange({ target, call: guestTokenCall(target, journey.newId()) }, readAdmission);
  return outcome.ok ? { ...outcome.value, journey, conversations: new Set() } : undefined;
}

/** Gets the token of a further tab; undefined when that failed. */
export async function enterTab(guest: Guest): Promise<Admission | undefined> {
  const outcome = await exchange(madeBy(guest, continuationCall(guest.token)), readAdmission);
  return outcome.ok ? outcome.value : undefined;
}

/** Opens the stream of one tab, which is closed at the end of the journey; undefined when it did not open. */
export async function openTab(
  guest: Guest,
  { token, lastEventId }: Admission,
): Promise<TabStream | undefined> {
  const { journey, conversations } = guest;
  const outcome = await openStream({ target: journey.target, token, conversations, lastEventId });
  if (!outcome.ok) return undefined;
  journey.atEnd(() => outcome.value.close());
  return outcome.value;
}

/** A conversation that the target has accepted. */
export interface Conversation {
  readonly id: string;
  /** Closes it and awaits what is wanted; at the end of the journey it is closed all the same. */
  close(wanted: readonly Wanted[]): Promise<boolean>;
}

/** Creates a conversation and awaits what is wanted of its id; undefined when anything of that failed. */
export async function converse(
  guest: Guest,
  wantedOf: (conversationId: string) => readonly Wanted[],
): Promise<Conversation | undefined> {
  const { journey, token } = guest;
  const { target } = journey;
  const id = journey.newId();
  // Before the request: events may overtake the answer.
  guest.conversations.add(id);
  let isOpen = false;
  const close = (wanted: readonly Wanted[]): Promise<boolean> => {
    if (!isOpen) return Promise.resolve(true);
    isOpen = false;
    return callAndAwait(madeBy(guest, closeCall(target, { token, conversationId: id })), wanted, request);
  };
  journey.atEnd(() => close([]));
  const began = await callAndAwait(
    madeBy(guest, createCall(target, { token, conversationId: id })),
    wantedOf(id),
    async (made) => {
      const outcome = await request(made);
      isOpen = outcome.ok;
      return outcome;
    },
  );
  return began ? { id, close } : undefined;
}

/** Sends a text and awaits what is wanted of its message id; false when anything of that failed. */
export function write(
  guest: Guest,
  { id: conversationId, text }: Pick<Conversation, 'id'> & { readonly text: string },
  wantedOf: (messageId: string) => readonly Wanted[],
): Promise<boolean> {
  const { journey, token } = guest;
  const messageId = journey.newId();
  const call = messageCall(journey.target, { token, conversationId, messageId, text });
  const wanted = wantedOf(messageId);
  for (const stream of new Set(wanted.map((each) => each.stream))) stream.sends(messageId);
  return callAndAwait(madeBy(guest, call), wanted, request);
}

/** A call whose body the journey does not need. */
function request(made: MadeCall): Promise<Outcome<true>> {
  return exchange(made, () => true);
}

function madeBy({ journey }: Guest, call: Call): MadeCall {
  return { target: journey.target, call };
}

/** Token and start position; undefined when there is no token, without which nothing goes on. */
function readAdmission(body: string): Admission | undefined {
  // The judge has reported a body that is no JSON.
  const answer = parsedJson(body);
  const { accessToken: token, lastEventId }: Members = isMembers(answer) ? answer : {};
  if (typeof token !== 'string' || !isHeaderValue(token)) return undefined;
  const isPosition = typeof lastEventId === 'string' && isHeaderValue(lastEventId);
  return { token, lastEventId: isPosition ? lastEventId : undefined };
}
