import type { IncomingMessage } from 'node:http';

const LIMIT_BYTES = 256 * 1024;
/** A client sends files of up to 5 MB (C, S25); the form around them is small. */
const FILE_LIMIT_BYTES = 5_000_000 + LIMIT_BYTES;

/** How long the body of an operation may be. */
export function bodyLimitOf(operation: string): number {
  return operation === 'sendFile' ? FILE_LIMIT_BYTES : LIMIT_BYTES;
}

/** The body of a request. */
export interface ReadBody {
  readonly bytes: Buffer;
  /** Too long: the rest was not read, so that the connection cannot serve another request. */
  readonly isCut: boolean;
}

const EMPTY = Buffer.alloc(0);

/** Reads a body of at most so many bytes. Rejects when the connection breaks. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<ReadBody> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0'))
    return { bytes: EMPTY, isCut: false };
  const { promise, resolve, reject } = Promise.withResolvers<ReadBody>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limitBytes) {
      chunks.push(chunk);
      return;
    }
    request.pause();
    resolve({ bytes: EMPTY, isCut: true });
  });
  request.on('end', () => resolve({ bytes: Buffer.concat(chunks), isCut: false }));
  request.on('error', reject);
  request.on('close', () => reject(new Error('the connection closed before the body was complete')));
  return promise;
}
