import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const STATUSES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Lets a server answer what is no HTTP, too long or too slow with the status that is due, and take its connection away.
 * What was asked on the same connection before is answered first; a stream that is open there is cut.
 */
export function refuseMalformed(server: Server, onRefused: (status: number) => void): void {
  const newest = new WeakMap<Socket, ServerResponse>();
  const refused = new WeakSet<Socket>();
  server.prependListener('request', (request, response: ServerResponse) => {
    newest.set(request.socket, response);
  });
  const refuse = (status: string, socket: Socket): void => {
    // What comes after garbage is garbage, too.
    if (refused.has(socket)) return;
    refused.add(socket);
    onRefused(Number.parseInt(status, 10));
    const response = newest.get(socket);
    const isOwn = response === undefined || response.writableFinished || !response.req.complete;
    if (response?.headersSent === true && !response.writableEnded) socket.destroy();
    else if (isOwn) answer(status, socket);
    else response.once('finish', () => answer(status, socket));
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const { code = '' } = error;
    const status = STATUSES[code] ?? (code.startsWith('HPE_') ? '400 Bad Request' : undefined);
    // A connection that breaks (ECONNRESET, EPIPE) asked for nothing.
    if (status === undefined) socket.destroy();
    else refuse(status, socket);
  });
  server.on('connect', (_, socket: Socket) => refuse('405 Method Not Allowed', socket));
}

function answer(status: string, socket: Socket): void {
  if (socket.writable) {
    const body = JSON.stringify({ message: status.slice(4) });
    const head = `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    socket.write(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`);
  }
  // Only ended, it would stay open for as long as the client likes.
  socket.destroySoon();
}
