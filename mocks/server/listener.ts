import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StandInError } from '../errors.ts';
import type { Faults } from '../faults/faults.ts';

/** Longer than any pause of a client between two requests: a server that closes first causes resets. */
const KEEP_ALIVE_MS = 75_000;
/** A sender that takes longer for one request is cut. */
const REQUEST_TIMEOUT_MS = 30_000;
const BACKLOG = 4096;
const STOP_GRACE_MS = 500;

/** A listening server and how to end it. */
export interface Listener {
  readonly baseUrl: string;
  /** Takes no new connection from now on; those that there are go on. */
  refuse(): void;
  close(): Promise<void>;
}

/** Where to listen. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * Listens.
 *
 * @throws StandInError `port-busy`, or `defect` for any other failure
 */
export async function listen(
  onRequest: RequestListener,
  { host, port, faults }: Place & { readonly faults: Faults },
): Promise<Listener> {
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_TIMEOUT_MS, noDelay: true },
    onRequest,
  );
  server.on('connection', (socket) => {
    if (faults.isRefused()) socket.resetAndDestroy();
  });
  server.listen({ host, port, backlog: BACKLOG });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw listenError(cause, { host, port });
  }
  const { port: taken } = server.address() as AddressInfo;
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    baseUrl: `http://${authority}:${taken}`,
    refuse: () => server.close(),
    close: () => close(server),
  };
}

async function close(server: Server): Promise<void> {
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
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  if (code === 'EADDRINUSE') {
    return new StandInError(
      'port-busy',
      `port ${port} on ${host} is busy; stop what listens there, or use --port 0 for a free one`,
      { cause },
    );
  }
  return new StandInError(
    'defect',
    `cannot listen on ${host}:${port} (${code}); try --host 127.0.0.1 --port 0`,
    {
      cause,
    },
  );
}
