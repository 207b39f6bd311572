import { once } from 'node:events';
import { connect as connectTo, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name; of several the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of an event stream what had come with its head. */
  readonly body: string;
}

/** A connection that takes any bytes. */
export interface RawConnection extends Disposable {
  readonly socket: Socket;
  readonly write: (bytes: string | Uint8Array) => void;
  /** The next whole answer; undefined when the connection ended without one. */
  readonly next: (expected?: { readonly isHead: boolean }) => Promise<RawAnswer | undefined>;
  /** Resolves when the other side has ended or broken the connection. */
  readonly closed: Promise<void>;
  /** What has come and is no answer yet. */
  readonly rest: () => string;
}

/** Connects to a server of plain HTTP. */
export async function connectRaw(baseUrl: string): Promise<RawConnection> {
  const { hostname, port } = new URL(baseUrl);
  const socket = connectTo({ host: hostname, port: Number(port), noDelay: true });
  const closing = Promise.withResolvers<void>();
  let received = Buffer.alloc(0);
  let isClosed = false;
  let wake = (): void => undefined;
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    wake();
  });
  const close = (): void => {
    isClosed = true;
    closing.resolve();
    wake();
  };
  socket.on('end', close);
  socket.on('close', close);
  // A reset is an end like any other here.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return {
    socket,
    write: (bytes) => void socket.write(bytes),
    next: async ({ isHead } = { isHead: false }) => {
      for (;;) {
        const read = readAnswer(received, isHead);
        if (read !== undefined) {
          received = received.subarray(read.length);
          return read.answer;
        }
        if (isClosed) return undefined;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
    closed: closing.promise,
    rest: () => received.toString('latin1'),
    [Symbol.dispose]: () => socket.destroy(),
  };
}

/** The answer to one request on a connection of its own; undefined when the connection was closed without one. */
export async function ask(baseUrl: string, request: string | Uint8Array): Promise<RawAnswer | undefined> {
  using connection = await connectRaw(baseUrl);
  connection.write(request);
  return await connection.next();
}

/** Everything that comes back for some bytes until the server closes the connection. */
export async function exchange(baseUrl: string, bytes: string | Uint8Array): Promise<readonly RawAnswer[]> {
  using connection = await connectRaw(baseUrl);
  connection.write(bytes);
  await connection.closed;
  const answers: RawAnswer[] = [];
  for (let answer = await connection.next(); answer !== undefined; answer = await connection.next())
    answers.push(answer);
  return answers;
}

/** A request with `Host` and, for a body, `Content-Length`. */
export function requestText(line: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`${line} HTTP/1.1`, 'Host: stand-in', ...headers, ...length, '', body].join('\r\n');
}

interface Read {
  readonly answer: RawAnswer;
  /** In bytes. */
  readonly length: number;
}

/** The answer that begins here; undefined when it is not whole. */
function readAnswer(bytes: Buffer, isHead: boolean): Read | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [line = '', ...fields] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1]);
  if (Number.isNaN(status)) throw new Error(`no answer begins with ${JSON.stringify(line)}`);
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
  const from = end + 4;
  const body = readBody(bytes.subarray(from), headers, isHead || status < 200 || status === 204);
  return body && { answer: { status, headers, body: body.text }, length: from + body.length };
}

interface ReadBody {
  readonly text: string;
  readonly length: number;
}

function readBody(
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  isEmpty: boolean,
): ReadBody | undefined {
  if (isEmpty) return { text: '', length: 0 };
  if (headers['content-type']?.startsWith('text/event-stream') === true)
    return { text: bytes.toString(), length: bytes.length };
  if (headers['transfer-encoding'] === 'chunked') return readChunks(bytes);
  const length = Number(headers['content-length'] ?? 0);
  return bytes.length < length ? undefined : { text: bytes.subarray(0, length).toString(), length };
}

function readChunks(bytes: Buffer): ReadBody | undefined {
  let [text, at] = ['', 0];
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    const size = line === -1 ? Number.NaN : Number.parseInt(bytes.subarray(at, line).toString(), 16);
    const end = line + 2 + size;
    if (Number.isNaN(size) || bytes.length < end + 2) return undefined;
    if (size === 0) return { text, length: end + 2 };
    text += bytes.subarray(line + 2, end).toString();
    at = end + 2;
  }
}
