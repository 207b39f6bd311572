import type { IncomingMessage } from 'node:http';

const BODY_LIMIT_BYTES = 256 * 1024;

/** What a request with a longer body is told. */
export const BODY_TOO_LARGE = `The body is larger than ${BODY_LIMIT_BYTES} bytes`;

/** A request's body as text. */
export interface ReadBody {
  readonly text: string;
  /** Too long: the rest was not read, so that the connection cannot serve another request. */
  readonly isCut: boolean;
}

/** Reads at most 256 KiB. Rejects when the connection breaks. */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) return { text: '', isCut: false };
  const { promise, resolve, reject } = Promise.withResolvers<ReadBody>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) {
      chunks.push(chunk);
      return;
    }
    request.pause();
    resolve({ text: '', isCut: true });
  });
  request.on('end', () => resolve({ text: Buffer.concat(chunks).toString('utf8'), isCut: false }));
  request.on('error', reject);
  request.on('close', () => reject(new Error('the connection closed before the body was complete')));
  return promise;
}
