import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { withoutSecrets } from '../../secrets.ts';
import type { Answer, Failure, Reach, Skew } from '../facts.ts';
import { proxyAuthorization } from '../proxy.ts';
import { connect } from './connection.ts';
import { failureOf } from './failure.ts';

const KEPT_CHARACTERS = 2_000;
/** A success is read up to here: a token's answer has a few kilobytes, and its configuration some more. */
const MOST_BYTES = 1024 * 1024;

/** One request. */
export interface Question {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What bounds and hides. */
export interface Terms {
  /** Milliseconds until a head must be there. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Texts that must not be kept. */
  readonly secrets: readonly string[];
}

/** An answer whose body is still to come. */
export interface Begun {
  readonly kind: 'begun';
  readonly reach: Reach;
  readonly answer: Answer;
  readonly response: IncomingMessage;
  readonly socket: Socket;
}

/** A question that nothing answered. */
export interface Unanswered {
  readonly kind: 'unanswered';
  readonly reach: Reach;
  readonly failure: Failure;
}

/** Asks, on a connection of its own that nothing else shares, until the head of the answer is there. Never rejects. */
export async function begin(question: Question, terms: Terms): Promise<Begun | Unanswered> {
  const url = new URL(question.url);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new DOMException('late', 'TimeoutError')), terms.timeoutMs);
  const signal = AbortSignal.any([terms.signal, timeout.signal]);
  const { reach, socket, forward } = await connect(url, signal);
  const started = performance.now();
  try {
    if (socket === undefined) {
      const { failure } = reach;
      return {
        kind: 'unanswered',
        reach,
        failure: failure ?? failureOf('connect', new Error('no connection'), 0),
      };
    }
    const response = await headOf(question, { url, socket, forward, signal });
    return { kind: 'begun', reach, response, socket, answer: answerOf(response, started, terms) };
  } catch (error) {
    socket?.destroy();
    return { kind: 'unanswered', reach, failure: failureOf('answer', error, started) };
  } finally {
    clearTimeout(timer);
  }
}

/** Asks, and reads the answer. The whole body is handed on beside what is kept of it. */
export async function ask(
  question: Question,
  terms: Terms,
): Promise<{ readonly outcome: Answer | Failure; readonly body: string }> {
  const begun = await begin(question, terms);
  if (begun.kind === 'unanswered') return { outcome: begun.failure, body: '' };
  const body = await bodyOf(begun, terms);
  const isSuccess = begun.answer.status >= 200 && begun.answer.status < 300;
  const isJson = /json/i.test(begun.answer.contentType);
  const kept = isSuccess && isJson ? '' : hidden(body, terms).slice(0, KEPT_CHARACTERS);
  return { outcome: { ...begun.answer, body: kept }, body };
}

/** The body of an answer, cut off at a mebibyte, or when its time is over. */
export async function bodyOf({ response, socket }: Begun, { timeoutMs, signal }: Terms): Promise<string> {
  const stop = (): void => void socket.destroy();
  const late = setTimeout(stop, timeoutMs);
  signal.addEventListener('abort', stop);
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part);
      bytes += part.length;
      if (bytes > MOST_BYTES) break;
    }
  } catch {
    // What came before the connection broke is what there is to show.
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
  return Buffer.concat(parts).toString('utf8');
}

/** A text without the secrets of this run, and without whatever looks like one. */
export function hidden(text: string, { secrets }: Pick<Terms, 'secrets'>): string {
  const known = secrets.filter((secret) => secret.length > 3);
  return withoutSecrets(known.reduce((rest, secret) => rest.replaceAll(secret, '<secret>'), text));
}

interface Line {
  readonly url: URL;
  readonly socket: Socket;
  readonly forward: URL | undefined;
  readonly signal: AbortSignal;
}

async function headOf(
  { method, headers, body }: Question,
  { url, socket, forward, signal }: Line,
): Promise<IncomingMessage> {
  const path = `${url.pathname}${url.search}`;
  const call = request({
    createConnection: () => socket,
    method,
    path: forward === undefined ? path : `${url.origin}${path}`,
    headers: {
      host: url.host,
      // A packed stream would be one that something holds until a block is full.
      'accept-encoding': 'identity',
      connection: 'keep-alive',
      ...headers,
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      ...(forward && proxyAuthorization(forward)),
    },
  });
  call.on('error', () => undefined);
  const stop = () => call.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop);
  try {
    const answered = once(call, 'response', { signal });
    call.end(body);
    const [response] = (await answered) as [IncomingMessage];
    return response;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function answerOf(response: IncomingMessage, started: number, terms: Terms): Answer {
  const afterMs = performance.now() - started;
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      name === 'set-cookie' ? '<secret>' : hidden(String(value), terms),
    ]),
  );
  return {
    kind: 'answer',
    status: response.statusCode ?? 0,
    contentType: headers['content-type'] ?? '',
    headers,
    body: '',
    afterMs: Math.round(afterMs),
    clock: skewOf(response, afterMs),
  };
}

/** Date has whole seconds, and says when the answer was made: some time between our two. */
function skewOf({ headers }: IncomingMessage, afterMs: number): Skew | undefined {
  const date = Date.parse(headers.date ?? '');
  if (Number.isNaN(date)) return undefined;
  const ageMs = Number(headers.age ?? 0) * 1000;
  const made = date + 500 + (Number.isFinite(ageMs) ? ageMs : 0);
  return { ms: Math.round(made - (Date.now() - afterMs / 2)), uncertaintyMs: Math.ceil(afterMs / 2) + 500 };
}
