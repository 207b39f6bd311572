import { count } from 'k6/x/hdrlog';
import { createStreamJudge, type StreamJudge } from '../../schemas/judge-stream.ts';
import type { EntryEvent } from './entry-event.ts';
import type { MadeCall } from './repeat-line.ts';
import { reportViolations } from './report.ts';

/** One event as the client hands it over. */
export interface RawEvent {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
  readonly receivedAt: number;
}

/** Whose stream it is. */
export interface StreamOwner {
  /** The call that opened the stream. */
  readonly made: MadeCall;
  /** The conversations of the stream's guest. */
  readonly conversations: ReadonlySet<string>;
  readonly lastEventId?: string | undefined;
}

/** Counts and judges the events of one stream. */
export interface EventCheck extends Pick<StreamJudge, 'sends'> {
  /** The entry, when it is ours and new. */
  readonly check: (raw: RawEvent) => EntryEvent | undefined;
}

/** Creates the check of a stream that has brought nothing yet. */
export function createEventCheck({ made, ...stream }: StreamOwner): EventCheck {
  const { judge, sends } = createStreamJudge(stream);
  return {
    sends,
    check: ({ type, data, lastEventId, receivedAt }) => {
      count('scrt_events', 1, { event: type });
      const { violations, entry } = judge({ name: type, data, lastEventId });
      for (const { rule } of violations) if (rule === 'event-repeated') count('scrt_events_repeated');
      reportViolations(violations, made);
      return entry && { name: type, receivedAt, ...entry };
    },
  };
}
