import { createParser } from 'eventsource-parser';
import { boundedText, LONGEST_BODY_BYTES } from './bounded-text.ts';
import type { JudgedEvent } from '../../schemas/judge-event.ts';
import { createStreamJudge, type StreamJudge, type StreamOfGuest } from '../../schemas/judge-stream.ts';
import { headersOf, urlOf, type Call, type RequestTarget } from '../../schemas/requests.ts';

/** One event as it arrived, judged. */
export interface TappedEvent extends JudgedEvent {
  readonly name: string;
  /** The stream's last event id behind it. */
  readonly lastEventId: string;
}

/** A live stream whose events are judged and kept as they come. */
export interface EventTap extends AsyncDisposable, Pick<StreamJudge, 'sends'> {
  readonly status: number;
  readonly contentType: string;
  /** The body, when the answer was no stream. */
  readonly body: string;
  readonly events: readonly TappedEvent[];
  /** The first event, past or to come, that the predicate accepts; undefined when none came in time. */
  find(accepts: (event: TappedEvent) => boolean, timeoutMs: number): Promise<TappedEvent | undefined>;
}

/** Opens a stream. Rejects when there is no answer at all. */
export async function openTap(
  target: RequestTarget,
  call: Call,
  conversations: ReadonlySet<string>,
): Promise<EventTap> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), target.timeouts.operationMs);
  try {
    const response = await fetch(urlOf(target, call), {
      headers: { accept: 'text/event-stream', ...headersOf(target, call) },
      redirect: 'manual',
      signal: controller.signal,
    });
    const lastEventId = call.headers?.['last-event-id'];
    return await tapOf(response, controller, { conversations, lastEventId });
  } finally {
    clearTimeout(timer);
  }
}

/** A live stream is read from now on; any other answer is read to its end, within the time that it has. */
async function tapOf(
  response: Response,
  controller: AbortController,
  stream: StreamOfGuest,
): Promise<EventTap> {
  const contentType = response.headers.get('content-type') ?? '';
  const streams = response.status === 200 && contentType.startsWith('text/event-stream');
  const kept = createEventLog();
  const { judge, sends } = createStreamJudge(stream);
  const add = (event: ReadEvent) => kept.add({ ...event, ...judge(event) });
  const reading = (streams ? pump(response, add) : Promise.resolve()).finally(kept.end);
  return {
    status: response.status,
    contentType,
    // What never ends must not hide what its head says.
    body: streams ? '' : await boundedText(response).catch(() => ''),
    events: kept.events,
    sends,
    find: kept.find,
    [Symbol.asyncDispose]: async () => {
      controller.abort();
      await reading;
    },
  };
}

/** Far more than any case brings about; a stream that brings more is not listened to any longer. */
const MOST_EVENTS = 10_000;

type ReadEvent = Parameters<StreamJudge['judge']>[0];

async function pump(response: Response, add: (event: ReadEvent) => void): Promise<void> {
  const decoder = new TextDecoder();
  let events = 0;
  let bytesSinceEvent = 0;
  let lastEventId = '';
  const parser = createParser({
    onEvent: ({ event = 'message', id, data }) => {
      events += 1;
      bytesSinceEvent = 0;
      lastEventId = id ?? lastEventId;
      add({ name: event, lastEventId, data });
    },
  });
  try {
    for await (const chunk of response.body ?? []) {
      bytesSinceEvent += chunk.length;
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (events > MOST_EVENTS || bytesSinceEvent > LONGEST_BODY_BYTES) break;
    }
  } catch {
    // Closed by us or cut by the server: what was awaited and did not come is the finding.
  }
}

interface EventLog {
  readonly events: readonly TappedEvent[];
  readonly add: (event: TappedEvent) => void;
  readonly end: () => void;
  readonly find: EventTap['find'];
}

function createEventLog(): EventLog {
  const events: TappedEvent[] = [];
  let ended = false;
  const listeners = new Set<(event: TappedEvent | undefined) => void>();
  const tell = (event: TappedEvent | undefined) => {
    for (const listener of listeners) listener(event);
  };
  const find: EventTap['find'] = (accepts, timeoutMs) => {
    const known = events.find(accepts);
    if (known !== undefined || ended) return Promise.resolve(known);
    const { promise, resolve } = Promise.withResolvers<TappedEvent | undefined>();
    const listener = (event: TappedEvent | undefined) => {
      if (event === undefined || accepts(event)) resolve(event);
    };
    const timer = setTimeout(() => resolve(undefined), timeoutMs);
    listeners.add(listener);
    return promise.finally(() => {
      clearTimeout(timer);
      listeners.delete(listener);
    });
  };
  return {
    events,
    find,
    add: (event) => {
      events.push(event);
      tell(event);
    },
    end: () => {
      ended = true;
      tell(undefined);
    },
  };
}
