import { count } from 'k6/x/hdrlog';
import { judgeEvent } from '../../schemas/judge-event.ts';
import { shown } from '../../schemas/violation.ts';
import type { EntryEvent } from './entry-event.ts';
import type { MadeCall } from './repeat-line.ts';
import { reportBreach, reportViolations } from './report.ts';

/** One event as the client hands it over. */
export interface RawEvent {
  readonly type: string;
  readonly data: string;
  readonly receivedAt: number;
}

/** Whose stream it is. */
export interface StreamOwner {
  /** The call that opened the stream. */
  readonly made: MadeCall;
  /** The conversations of the stream's guest. */
  readonly conversations: ReadonlySet<string>;
}

/** Counts and judges the events of one stream; returns the entries that are ours and new. */
export function createEventCheck({
  made,
  conversations,
}: StreamOwner): (raw: RawEvent) => EntryEvent | undefined {
  const seen = new Set<string>();
  return ({ type, data, receivedAt }) => {
    count('scrt_events', 1, { event: type });
    const { violations, entry } = judgeEvent(type, data);
    reportViolations(violations, made);
    if (entry === undefined) return undefined;
    const { conversationId, identifier } = entry;
    if (!conversations.has(conversationId)) {
      const received = shown(conversationId);
      reportBreach(
        'event-foreign',
        { place: type, expected: 'a conversation of this guest', received },
        made,
      );
      return undefined;
    }
    if (seen.has(identifier)) {
      count('scrt_events_repeated');
      reportBreach(
        'event-repeated',
        { place: type, expected: 'a new entry', received: shown(identifier) },
        made,
      );
      return undefined;
    }
    seen.add(identifier);
    return { name: type, receivedAt, ...entry };
  };
}
