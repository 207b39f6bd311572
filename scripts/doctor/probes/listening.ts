import { createParser } from 'eventsource-parser';
import { isHeaderValue } from '../../../schemas/requests.ts';
import { parsedObject } from '../../contract/session.ts';
import { createArrivalBook, NO_ARRIVALS, type ArrivalBook, type Arrivals } from '../arrivals.ts';
import type { End, StreamFacts } from '../facts.ts';
import { watchStalls } from './stall.ts';
import { begin, bodyOf, hidden, type Begun, type Question, type Terms } from './exchange.ts';

const KEPT_CHARACTERS = 2_000;
/** What is no stream, but goes on like one, is shown by its beginning. */
const STRANGE_BODY_MS = 1_000;
/** No event is near it; who sends more without an end of line is no event stream. */
const MOST_BYTES_WITHOUT_EVENT = 4 * 1024 * 1024;

/** When listening stops. */
export interface Listening {
  /** At the latest, from the head. */
  readonly mostMs: number;
  /** Told after each event; true when enough has been heard. */
  readonly isEnough: (arrivals: Arrivals) => boolean;
}

/** A stream that was listened to, with what a next one resumes after. */
export interface Heard {
  readonly facts: StreamFacts;
  readonly lastEventId: string | undefined;
}

/** Opens one stream, listens, and closes it. Never rejects. */
export async function listen(question: Question, terms: Terms, listening: Listening): Promise<Heard> {
  const begun = await begin(question, terms);
  const none = { arrivals: NO_ARRIVALS, livedMs: 0, end: undefined };
  if (begun.kind === 'unanswered')
    return { facts: { outcome: begun.failure, ...none }, lastEventId: undefined };
  const { answer } = begun;
  if (answer.status === 200 && answer.contentType.startsWith('text/event-stream'))
    return hear(begun, terms, listening);
  const shorter = { ...terms, timeoutMs: Math.min(terms.timeoutMs, STRANGE_BODY_MS) };
  const body = hidden(await bodyOf(begun, shorter), terms).slice(0, KEPT_CHARACTERS);
  return { facts: { outcome: { ...answer, body }, ...none }, lastEventId: undefined };
}

async function hear(
  { answer, response, socket }: Begun,
  { signal }: Terms,
  { mostMs, isEnough }: Listening,
): Promise<Heard> {
  const started = performance.now();
  const openedAt = Date.now();
  const sinceMs = (): number => performance.now() - started;
  const book = createArrivalBook();
  using stalls = watchStalls();
  const { promise, resolve } = Promise.withResolvers<End | undefined>();
  const stop = (): void => resolve(undefined);
  const timer = setTimeout(stop, mostMs);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  let lastEventId: string | undefined;
  let bytes = 0;
  const parser = createParser({
    onEvent: ({ event = 'message', id, data }) => {
      bytes = 0;
      if (id !== undefined && isHeaderValue(id)) lastEventId = id;
      const skewMs = answer.clock?.ms ?? 0;
      add(book, { name: event, data, atMs: sinceMs(), openedAt, skewMs, afterStall: stalls.isJustOver() });
      if (isEnough(book.read())) stop();
    },
  });
  const decoder = new TextDecoder();
  let isReset = false;
  socket.once('error', ({ code }: NodeJS.ErrnoException) => (isReset = code === 'ECONNRESET'));
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES_WITHOUT_EVENT) stop();
    else parser.feed(decoder.decode(chunk, { stream: true }));
  });
  response.once('end', () => resolve('in order'));
  response.on('error', () => undefined);
  // After `end` and after the socket's error, so that both have spoken.
  response.once('close', () => resolve(isReset ? 'reset' : 'closed'));
  const end = await promise;
  const livedMs = Math.round(sinceMs());
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  socket.destroy();
  return { facts: { outcome: answer, arrivals: book.read(), livedMs, end }, lastEventId };
}

interface Raw {
  readonly name: string;
  readonly data: string;
  readonly atMs: number;
  readonly openedAt: number;
  readonly skewMs: number;
  readonly afterStall: boolean;
}

/** What was sent before the stream was opened was replayed, and is not late. */
function add(book: ArrivalBook, { name, data, atMs, openedAt, skewMs, afterStall }: Raw): void {
  const stamp = stampOf(data);
  const sentMs = stamp === undefined ? undefined : stamp - skewMs - openedAt;
  const lateMs = sentMs !== undefined && sentMs > 0 ? Math.round(atMs - sentMs) : undefined;
  book.add({
    name,
    atMs: Math.round(atMs),
    ...(afterStall && { afterStall }),
    ...(lateMs !== undefined && { lateMs }),
  });
}

/** The server's time on an event (C, S28), epoch milliseconds. A ping carries none: its data is 0. */
function stampOf(data: string): number | undefined {
  const { conversationEntry } = parsedObject(data);
  if (typeof conversationEntry !== 'object' || conversationEntry === null) return undefined;
  const { transcriptedTimestamp: stamp } = conversationEntry as Readonly<Record<string, unknown>>;
  return typeof stamp === 'number' ? stamp : undefined;
}
