import { judgeEvent, type JudgedEvent, type ReadEntry } from './judge-event.ts';
import { shown, violationOf, type Violation } from './violation.ts';

/** One event as it arrived. */
export interface ArrivedEvent {
  readonly name: string;
  readonly data: string;
  /** The stream's last event id behind this event (WHATWG HTML, 9.2.6); empty when there has been none. */
  readonly lastEventId: string;
}

/** Whose stream it is. */
export interface StreamOfGuest {
  /** The guest's conversations; may grow. Undefined where nobody knows them: then none is foreign. */
  readonly conversations?: ReadonlySet<string>;
  /** The Last-Event-Id with which it was opened. */
  readonly lastEventId?: string | undefined;
}

/** Judges the events of one stream of one guest, in their order, over reconnections too. */
export interface StreamJudge {
  /** `entry` is there when it is one of the guest's, and new. */
  judge(event: ArrivedEvent): JudgedEvent;
  /** A message that is about to be sent; the one before it has been accepted. */
  sends(messageId: string): void;
}

/** What is kept of one conversation. */
interface Course {
  isClosed: boolean;
  /** Place of the newest own message among those sent. */
  newest: number;
}

/** Creates the judge of a stream that has brought nothing yet. Its memory grows with the entries of the stream. */
export function createStreamJudge({ conversations, lastEventId = '' }: StreamOfGuest): StreamJudge {
  const seen = new Set<string>();
  const sent = new Map<string, number>();
  const courses = new Map<string, Course>();
  const tokens = new Set<string>();
  let previousId = lastEventId;
  const judgeNew = (event: ArrivedEvent, entry: ReadEntry): readonly Violation[] => {
    const course = courses.get(entry.conversationId) ?? { isClosed: false, newest: -1 };
    courses.set(entry.conversationId, course);
    return [
      ...(event.lastEventId === '' || event.lastEventId === previousId ? [idless(event)] : []),
      ...judgeToken(event, entry, tokens),
      ...judgeOrder(entry, course, sent),
    ];
  };
  return {
    sends: (messageId) => void sent.set(messageId, sent.size),
    judge: (event) => {
      const judged = judgeEvent(event.name, event.data);
      const { entry, violations } = judged;
      const strange = entry && strangeness(entry, { seen, conversations, place: event.name });
      const found = entry === undefined || strange !== undefined ? [] : judgeNew(event, entry);
      previousId = event.lastEventId;
      if (strange !== undefined) return { violations: [...violations, strange] };
      return found.length === 0 ? judged : { ...judged, violations: [...violations, ...found] };
    },
  };
}

/** Why an entry is none of the guest's, or not new; notes it when it is. */
function strangeness(
  { conversationId, identifier }: ReadEntry,
  {
    seen,
    conversations,
    place,
  }: {
    readonly seen: Set<string>;
    readonly conversations: ReadonlySet<string> | undefined;
    readonly place: string;
  },
): Violation | undefined {
  if (conversations?.has(conversationId) === false) {
    const finding = { expected: 'a conversation of this guest', received: shown(conversationId) };
    return violationOf('event-foreign', { place, ...finding });
  }
  if (seen.has(identifier))
    return violationOf('event-repeated', { place, expected: 'a new entry', received: shown(identifier) });
  seen.add(identifier);
  return undefined;
}

function idless({ name, lastEventId }: ArrivedEvent): Violation {
  const received = lastEventId === '' ? 'no id' : 'no id, or that of the event before';
  return violationOf('entry-event-has-id', { place: name, expected: 'an id of its own', received });
}

function judgeToken(
  { name }: ArrivedEvent,
  { entryType, token }: ReadEntry,
  tokens: Set<string>,
): readonly Violation[] {
  if (token === undefined) {
    // Another kind of token may take the text so far back (S7): then numbers may begin again.
    if (entryType === 'StreamingToken') tokens.clear();
    return [];
  }
  const { sequenceNumber: number, targetMessageIdentifier: target } = token;
  const place = `${number} ${target}`;
  const isNew = !tokens.has(place);
  tokens.add(place);
  if (isNew) return [];
  const finding = { place: name, expected: 'a new sequence number', received: `${number} again` };
  return [violationOf('token-sequence-is-unique', finding)];
}

function judgeOrder(
  { entryType, identifier }: ReadEntry,
  course: Course,
  sent: ReadonlyMap<string, number>,
): readonly Violation[] {
  if (entryType === 'CloseConversation') course.isClosed = true;
  if (entryType !== 'Message') return [];
  const place = sent.get(identifier);
  const isOvertaken = place !== undefined && place < course.newest;
  course.newest = Math.max(course.newest, place ?? -1);
  const at = { place: 'CONVERSATION_MESSAGE', received: 'a message' } as const;
  if (isOvertaken) {
    const expected = 'messages in the order of their sending';
    return [violationOf('event-order', { ...at, expected, mark: 'I', sources: [] })];
  }
  if (!course.isClosed) return [];
  return [violationOf('event-order', { ...at, expected: 'no message after the close of its conversation' })];
}
