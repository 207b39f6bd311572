/**
 * Server-sent events for k6, shaped like the WHATWG `EventSource`.
 *
 * A stream costs no virtual user: one may hold many while it posts, sleeps or awaits. An open stream keeps the iteration
 * alive until it is closed or has failed for good, as k6's websockets do: call `close()`, or the iteration never ends.
 * Streams end with the iteration's context. Lifetimes never enter `http_req_duration`. Requests obey k6's options: hosts,
 * blocked addresses, DNS, local addresses, TLS, user agent, `rps`, `maxRedirects`, cookies, and HTTP_PROXY and its siblings.
 *
 * ```ts
 * import { EventSource, now } from 'k6/x/eventsource';
 *
 * export default function () {
 *   const stream = new EventSource('http://127.0.0.1:8080/stream', { headers: { 'X-Org-Id': '00D' }, reconnect: false });
 *   stream.onopen = (event) => console.log(`open after status ${event.status}`);
 *   stream.onmessage = (event) => {
 *     console.log(`${event.data} waited ${now() - event.receivedAt} ms`);
 *     stream.close();
 *   };
 *   stream.onerror = (event) => console.log(`${event.code}: ${event.message}`);
 * }
 * ```
 */
declare module 'k6/x/eventsource' {
  /** Milliseconds since the process started, with microsecond resolution; monotonic; the clock of `receivedAt`. */
  export function now(): number;

  /**
   * Why an error event was sent. The tag `reason` of `eventsource_errors` carries the same values.
   *
   * | code | meaning | permanent |
   * | --- | --- | --- |
   * | `refused` | nobody listens at that address | no |
   * | `dns` | the host's name has no address | no |
   * | `blocked` | k6's `blacklistIPs` or `blockHostnames` forbid the host | yes |
   * | `timeout-connect` | no connection within the time that k6's dialer or the system gives | no |
   * | `connect` | no connection for any other reason, unreachable for example | no |
   * | `local-limit` | this machine is out of file descriptors or local ports: the generator is at its limit, not the server | no |
   * | `proxy` | the proxy of the environment cannot be used: unreachable, or it refused | no |
   * | `tls` | the TLS handshake failed | no |
   * | `timeout-first-byte` | no response headers within `firstByteTimeoutMs` of the start of the attempt | no |
   * | `timeout-idle` | nothing was read for `idleTimeoutMs` | no |
   * | `ended` | the server ended the stream properly | no |
   * | `reset` | the connection broke, or the body was cut off | no |
   * | `status` | any status but 200 (204 included: the server asks us to stay away) | yes |
   * | `content-type` | 200, but not `text/event-stream` | yes |
   * | `content-encoding` | the body is compressed although none was asked for | yes |
   * | `redirect` | more than 10 redirects, or one that leads nowhere | yes |
   * | `protocol` | the answer is no HTTP/1.1, or no HTTP/2 although that was asked for | yes |
   * | `too-large` | one event exceeds `maxEventBytes` | yes |
   * | `bad-encoding` | invalid UTF-8; reported once per stream, the event is delivered with U+FFFD | stream goes on |
   * | `overflow` | the handler is too slow and an event was lost; reported once per stream, counted always | stream goes on |
   */
  export type ErrorCode =
    | 'refused'
    | 'dns'
    | 'blocked'
    | 'timeout-connect'
    | 'connect'
    | 'local-limit'
    | 'proxy'
    | 'tls'
    | 'timeout-first-byte'
    | 'timeout-idle'
    | 'ended'
    | 'reset'
    | 'status'
    | 'content-type'
    | 'content-encoding'
    | 'redirect'
    | 'protocol'
    | 'too-large'
    | 'bad-encoding'
    | 'overflow';

  /**
   * The `code` of the `TypeError` that the constructor throws.
   *
   * | code | meaning |
   * | --- | --- |
   * | `bad-url` | no string, no http or https URL, or one with credentials |
   * | `bad-option` | an unknown name, a wrong type or value, a header with a line break |
   * | `no-iteration` | called in the init context, `setup`, `teardown` or `handleSummary`, where k6 does not wait for streams |
   */
  export type InputErrorCode = 'bad-url' | 'bad-option' | 'no-iteration';

  /** Events are read-only. Response headers with status 200 and the right content type were read. */
  export interface OpenEvent {
    readonly type: 'open';
    readonly target: EventSource;
    /** When the response headers were read, on the clock of `now()`. */
    readonly receivedAt: number;
    /** Always 200. */
    readonly status: number;
  }

  /** One dispatched event of the stream. */
  export interface MessageEvent {
    /** The `event` field, `message` by default. */
    readonly type: string;
    readonly target: EventSource;
    /** The `data` lines, joined by line feeds. */
    readonly data: string;
    /** The last event id at the time of this event; it persists until the server sends another. */
    readonly lastEventId: string;
    /** When the last byte of the event was read from the socket, on the clock of `now()`. */
    readonly receivedAt: number;
  }

  /** The stream failed, ended, or has something to report; `code` says which. */
  export interface ErrorEvent {
    readonly type: 'error';
    readonly target: EventSource;
    readonly code: ErrorCode;
    /** HTTP status, 0 if there was no answer. */
    readonly status: number;
    /** What happened, for people; tokens are masked. */
    readonly message: string;
    /** The first bytes (at most 1,024) of the body of an answer that was not a stream; tokens are masked. */
    readonly body: string;
    /** `true`: the stream is closed and no reconnect follows. */
    readonly fatal: boolean;
    readonly receivedAt: number;
  }

  /**
   * How to come back after a lost connection: after the server's `retry` or `initialMs`, exactly. Failed attempts double
   * the delay and spread it by ±25 %, seeded by the virtual user and the stream, so that a run can be repeated.
   *
   * ```ts
   * import { EventSource } from 'k6/x/eventsource';
   *
   * export default function () {
   *   const stream = new EventSource('http://127.0.0.1:8080/stream', {
   *     lastEventId: '17',
   *     idleTimeoutMs: 30000,
   *     reconnect: { initialMs: 500, maxMs: 5000, maxAttempts: 3 },
   *   });
   *   stream.onmessage = () => stream.close();
   *   stream.onerror = ({ code, status, fatal }) => {
   *     if (fatal) throw new Error(`gave up: ${code} ${status}`);
   *   };
   * }
   * ```
   */
  export interface ReconnectOptions {
    /** Delay before the first attempt, until the server sends `retry`. Default 3000. */
    readonly initialMs?: number;
    /** Bound of the delay, which doubles with each failed attempt. Default 30000. */
    readonly maxMs?: number;
    /** Attempts in a row without an open stream. Default 0: no bound. */
    readonly maxAttempts?: number;
  }

  /**
   * All optional. An unknown name or a wrong type throws a `TypeError` that lists what is allowed.
   *
   * ```ts
   * import { EventSource } from 'k6/x/eventsource';
   *
   * export default function () {
   *   try {
   *     new EventSource('http://127.0.0.1:8080/stream', { maxEventBytes: 'a lot' });
   *   } catch (error) {
   *     if (error.code !== 'bad-option') throw error;
   *   }
   * }
   * ```
   */
  export interface EventSourceOptions {
    /** Sent with the request; a line break in a value throws, and so does what belongs to the connection (`Connection`, `Upgrade` …). `Authorization` and `Cookie` do not cross hosts on a redirect. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Added to the tags of this stream's metrics; the output `hdrlog` keeps those of its closed list only. */
    readonly tags?: Readonly<Record<string, string | number | boolean>>;
    /** Sent as `Last-Event-ID` with the first request. Default: none. */
    readonly lastEventId?: string;
    /** Default: as WHATWG, reconnect without bound. `false`: never. */
    readonly reconnect?: ReconnectOptions | false;
    /**
     * Default `http1.1`: a connection for each stream. `http2` shares connections, over k6's transport and for https
     * only; a server that does not speak it ends the stream with `protocol`.
     */
    readonly protocol?: 'http1.1' | 'http2';
    /** Largest event, in bytes as sent. Default 1048576. */
    readonly maxEventBytes?: number;
    /** From the start of an attempt to the response headers. Default 60000; 0: no bound. */
    readonly firstByteTimeoutMs?: number;
    /** Longest silence on an open stream, heartbeats count as sound. Default 0: no bound. */
    readonly idleTimeoutMs?: number;
  }

  /**
   * One stream. Many live in one virtual user, which may go on meanwhile:
   *
   * ```ts
   * import { sleep } from 'k6';
   * import { EventSource } from 'k6/x/eventsource';
   *
   * export default async function () {
   *   const streams = Array.from({ length: 20 }, () => new EventSource('http://127.0.0.1:8080/stream', { tags: { kind: 'tab' } }));
   *   const first = streams.map((stream) => new Promise((resolve) => stream.addEventListener('message', resolve)));
   *   sleep(0.05);
   *   const events = await Promise.all(first);
   *   for (const { target } of events) target.close();
   * }
   * ```
   */
  export class EventSource {
    static readonly CONNECTING: 0;
    static readonly OPEN: 1;
    static readonly CLOSED: 2;

    /**
     * Starts to connect and returns at once. Available in iterations only. An instance, or one of a subclass, can carry
     * properties, but no symbols and no private fields.
     * @throws TypeError with a `code`, see `InputErrorCode`
     */
    constructor(url: string, options?: EventSourceOptions);

    readonly url: string;
    /** 0 CONNECTING, 1 OPEN, 2 CLOSED. */
    readonly readyState: 0 | 1 | 2;

    onopen: ((event: OpenEvent) => void) | null;
    /** Events of type `message` only; for others use `addEventListener`. */
    onmessage: ((event: MessageEvent) => void) | null;
    onerror: ((event: ErrorEvent) => void) | null;

    addEventListener(name: 'open', handler: (event: OpenEvent) => void): void;
    addEventListener(name: 'error', handler: (event: ErrorEvent) => void): void;
    addEventListener(name: string, handler: (event: MessageEvent) => void): void;
    removeEventListener(name: string, handler: (event: never) => void): void;

    /** Closes at once: no handler runs after it, whatever was read before. Idempotent. */
    close(): void;
  }
}
