import type { ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Faults } from '../faults/faults.ts';
import type { RequestEnd } from '../truth/ledger.ts';
import type { Reply } from './reply.ts';

/** Whose answer it is, and what may befall it. */
export interface Sending {
  readonly operation: string;
  readonly faults: Faults;
}

/** Sends a reply, or what faults leave of it; tells what went out. */
export function send(response: ServerResponse, reply: Reply, { operation, faults }: Sending): RequestEnd {
  const hits = (id: 'reset' | 'half' | 'garbled' | 'mislabelled'): boolean =>
    faults.strike(id, { operation }) !== undefined;
  if (response.destroyed) return 'left';
  if (hits('reset')) {
    reset(response);
    return 'reset';
  }
  const { status, body, isStream } = reply;
  const hasType = reply.headers['content-type'] !== undefined;
  const headers =
    hasType && hits('mislabelled') ? { ...reply.headers, 'content-type': 'text/plain' } : reply.headers;
  if (isStream) return sendHead(response, { status, headers }, hits('half'));
  if (body === undefined) {
    // 204 has no length (RFC 9110, 8.6).
    response.writeHead(status, headers).end();
    return status;
  }
  const cutOff = body.subarray(0, body.length >> 1);
  if (hits('half')) {
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.write(cutOff, () => reset(response));
    return 'half';
  }
  const bytes = hits('garbled') ? cutOff : body;
  response.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
  return status;
}

/** The head of a stream; half of such an answer is nothing but its head. */
function sendHead(
  response: ServerResponse,
  { status, headers }: Pick<Reply, 'status' | 'headers'>,
  isHalf: boolean,
): RequestEnd {
  response.writeHead(status, { ...headers, 'cache-control': 'no-cache' }).flushHeaders();
  if (!isHalf) return status;
  response.write('', () => reset(response));
  return 'half';
}

/** Over TLS a connection cannot be reset, only destroyed: no reset, and no good-bye either. */
function reset({ socket }: ServerResponse): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}
