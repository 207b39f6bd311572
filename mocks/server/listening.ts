import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, StandInError } from '../errors.ts';

const BACKLOG = 4096;
const STOP_GRACE_MS = 500;

/** Where to listen. */
export interface Place {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/**
 * Lets a server listen, and tells on which port.
 *
 * @throws StandInError `port-busy`, `usage` for an address that is not ours to take, `defect` for any other failure
 */
export async function listenAt(server: Server, place: Place): Promise<{ readonly port: number }> {
  server.listen({ ...place, backlog: BACKLOG });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw listenError(cause, place);
  }
  return server.address() as AddressInfo;
}

/** Ends a server: what is idle at once, what is under way after a moment. */
export async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Closing twice calls back with an error: it is closed all the same.
  server.close(() => resolve());
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS);
  await promise;
  clearTimeout(late);
  server.closeAllConnections();
}

function listenError(cause: unknown, { host, port }: Place): StandInError {
  const code = codeOf(cause);
  if (code === 'EADDRINUSE') {
    return new StandInError(
      'port-busy',
      `port ${port} on ${host} is busy; stop what listens there, or take port 0 for a free one`,
      { cause },
    );
  }
  const isUsage = ['EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'].includes(code);
  return new StandInError(
    isUsage ? 'usage' : 'defect',
    `cannot listen on ${host}:${port} (${code}); try --host 127.0.0.1 --port 0`,
    { cause },
  );
}
