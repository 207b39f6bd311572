import {
  createServer as createPlainServer,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Faults } from '../faults/faults.ts';
import type { ServerCertificate } from './certificate.ts';
import { close, listenAt, type Place } from './listening.ts';
import { refuseMalformed } from './malformed.ts';

const SETTINGS: ServerOptions = {
  // Longer than any pause of a client between two requests: a server that closes first causes resets.
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16_384,
  noDelay: true,
};
/** How often slow senders are looked for, at the least. */
const CHECKING_INTERVAL_MS = 1_000;

/** What the other side may take. */
export interface ConnectionLimits {
  /** A sender that takes longer for the head of a request is cut; default 10,000, at most `requestMs`. */
  readonly headMs: number;
  /** A sender that takes longer for a whole request is cut; default 30,000. */
  readonly requestMs: number;
  /** More are closed as they are accepted; default 50,000. */
  readonly connections: number;
}

const LIMITS: ConnectionLimits = { headMs: 10_000, requestMs: 30_000, connections: 50_000 };
/** A client that does not finish its handshake is cut. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** A listening server and how to end it. */
export interface Listener {
  readonly baseUrl: string;
  /** Whether new connections are taken; those that there are go on. */
  setListening(isListening: boolean): void;
  close(): Promise<void>;
}

/** Where and how to listen. */
export interface ListenerPlan extends Place {
  /** Told of the status that what is no HTTP was refused with. */
  readonly onMalformed: (status: number) => void;
  /** Plain HTTP without. */
  readonly tls?: ServerCertificate;
  readonly faults: Faults;
  readonly connectionLimits?: Partial<ConnectionLimits>;
}

/**
 * Listens.
 *
 * @throws StandInError `port-busy`, or `defect` for any other failure
 */
export async function listen(onRequest: RequestListener, plan: ListenerPlan): Promise<Listener> {
  const { host, tls, faults } = plan;
  const limits = { ...LIMITS, ...plan.connectionLimits };
  const server = createServerOf(tls, limits);
  server.maxConnections = limits.connections;
  server.on('connection', (socket) => {
    if (faults.strike('refuse', {}) !== undefined) socket.resetAndDestroy();
  });
  server.on('request', onRequest);
  // What else a client expects is ignored (RFC 9110, 10.1.1): Node's own 417 means pre-chat here.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  refuseMalformed(server, plan.onMalformed);
  const { port } = await listenAt(server, plan);
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    baseUrl: `${tls === undefined ? 'http' : 'https'}://${authority}:${port}`,
    setListening: (isListening) => {
      if (isListening === server.listening) return;
      if (isListening) server.listen({ host, port });
      else server.close();
    },
    close: () => close(server),
  };
}

function createServerOf(
  tls: ServerCertificate | undefined,
  { headMs, requestMs }: Pick<ConnectionLimits, 'headMs' | 'requestMs'>,
): Server {
  const settings = {
    ...SETTINGS,
    headersTimeout: headMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(CHECKING_INTERVAL_MS, headMs),
  };
  if (tls === undefined) return createPlainServer(settings);
  const { certificate: cert, key } = tls;
  return createSecureServer({ ...settings, cert, key, handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
}
