import { clearTimeout, setTimeout } from 'k6/timers';
import { type ErrorEvent, EventSource } from 'k6/x/eventsource';
import { begin, type Operation } from 'k6/x/hdrlog';
import { EVENTS } from '../../schemas/generated/events.ts';
import { judgeResponse } from '../../schemas/judge-response.ts';
import { headersOf, type RequestTarget, streamCall, urlOf } from '../../schemas/requests.ts';
import { shown } from '../../schemas/violation.ts';
import type { EntryEvent } from './entry-event.ts';
import { createEventCheck, type RawEvent } from './event-check.ts';
import type { Outcome } from './exchange.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { reasonOfStream } from './reason.ts';
import type { MadeCall } from './repeat-line.ts';
import { guarded, reportBreach, reportViolations } from './report.ts';

/** A live stream of one tab. */
export interface TabStream {
  readonly inbox: Inbox<EntryEvent>;
  /** Tells of a message that is about to be sent; the one before it has been accepted. */
  sends(messageId: string): void;
  close(): void;
}

/** Whose stream, and from where on. */
export interface StreamOptions {
  readonly target: RequestTarget;
  readonly token: string;
  /** Conversations of this guest; may grow while the stream is open. */
  readonly conversations: ReadonlySet<string>;
  readonly lastEventId?: string | undefined;
}

const TIMERS = { set: (run: () => void, ms: number) => setTimeout(run, ms), clear: clearTimeout };
/** Characters of a refusal's body that are surely whole: the client keeps 1,024 bytes. */
const WHOLE_BODY = 256;

/** Opens a stream and waits for its headers; every event is counted, judged, and put into the inbox. Never rejects. */
export function openStream({ target, token, ...options }: StreamOptions): Promise<Outcome<TabStream>> {
  const { timeouts } = target;
  const { conversations, lastEventId } = options;
  const call = streamCall(target, token);
  const made = { target, call };
  const { check, sends } = createEventCheck({ made, conversations, lastEventId });
  const inbox = createInbox<EntryEvent>({ timeoutMs: timeouts.awaitedEventMs, timers: TIMERS });
  const operation = begin(call.operation.id);
  const source = new EventSource(urlOf(target, call), {
    headers: headersOf(target, call),
    // A lost stream is a finding; a client that comes back would hide it.
    reconnect: false,
    firstByteTimeoutMs: timeouts.operationMs,
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });
  // A constant of the module would put every event's validators into scenarios without a stream.
  for (const name of [...Object.keys(EVENTS), 'message']) {
    source.addEventListener(name, (raw: RawEvent) => {
      guarded(made, `the event ${name}`, () => {
        const entry = check(raw);
        if (entry !== undefined) inbox.deliver(entry);
      });
    });
  }
  const close = () => {
    source.close();
    inbox.end('stream');
  };
  return new Promise((resolve) => {
    source.addEventListener('open', ({ receivedAt, status }) => {
      operation.answer({ at: receivedAt, status });
      resolve({ ok: true, value: { inbox, sends, close } });
    });
    source.addEventListener('error', (error: ErrorEvent) => {
      if (!error.fatal) return;
      const refusal = guarded(made, 'the failure of a stream', () => refuse(operation, error, made));
      inbox.end('stream');
      resolve({ ok: false, reason: refusal ?? 'error' });
    });
  });
}

/** Writes down why a stream did not open; one that had been open has been answered already, and stays so. */
function refuse(operation: Operation, error: ErrorEvent, made: MadeCall): ReturnType<typeof reasonOfStream> {
  const { code, message, status, body } = error;
  const reason = reasonOfStream(code);
  const failed = operation.fail(reason, status === 0 ? {} : { status });
  if (failed && code === 'content-type') {
    reportBreach(
      'stream-content-type',
      { place: 'streamEvents', expected: 'text/event-stream', received: shown(message) },
      made,
    );
  }
  // The client does not keep the content type of a refusal.
  if (failed && code === 'status' && body.length <= WHOLE_BODY) {
    const contentType = body.startsWith('{') ? 'application/json' : 'text/plain';
    reportViolations(judgeResponse({ operation: made.call.operation, status, contentType, body }), made);
  }
  return reason;
}
