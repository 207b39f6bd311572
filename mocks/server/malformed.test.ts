import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { refuseMalformed } from './malformed.ts';

it.each([
  ['ECONNRESET', []],
  ['EPIPE', []],
  ['HPE_INVALID_METHOD', [400]],
  ['HPE_HEADER_OVERFLOW', [431]],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408]],
])('takes away a connection that fails with %s, and refuses %j', (code, expected) => {
  const refused: number[] = [];
  const server = createServer();
  refuseMalformed(server, (status) => refused.push(status));
  // It is not connected, so it cannot be answered either.
  const socket = new Socket().on('error', () => undefined);
  server.emit('clientError', Object.assign(new Error(code), { code }), socket);
  expect(refused).toEqual(expected);
  expect(socket.writable).toBe(false);
});
