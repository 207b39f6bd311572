import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Failure, Reach, Stage } from '../facts.ts';
import { proxyAuthorization, proxyOf, shownProxy } from '../proxy.ts';
import { failureOf } from './failure.ts';
import { shakeHands } from './handshake.ts';

/** A connection that a request may be sent on, or how far one came. */
export interface Connection {
  readonly reach: Reach;
  /** Undefined exactly when `reach.failure` says why. */
  readonly socket: Socket | undefined;
  /** The proxy that plain HTTP is asked through. */
  readonly forward: URL | undefined;
}

/** Connects step by step: name, address, proxy, TLS. Never rejects; a chain that is not trusted is a failure. */
export async function connect(url: URL, signal: AbortSignal): Promise<Connection> {
  const proxy = proxyOf(url.href);
  const started = performance.now();
  const seen: { stage: Stage; reach: Omit<Reach, 'failure'>; socket: Socket | undefined } = {
    stage: 'lookup',
    reach: {
      proxy: proxy && shownProxy(proxy),
      host: hostOf(proxy ?? url),
      addresses: [],
      tls: undefined,
    },
    socket: undefined,
  };
  const failed = (failure: Failure): Connection => {
    seen.socket?.on('error', () => undefined).destroy();
    return { reach: { ...seen.reach, failure }, socket: undefined, forward: undefined };
  };
  try {
    const found = await within(lookup(seen.reach.host, { all: true }), signal);
    seen.reach = { ...seen.reach, addresses: found.map(({ address }) => address) };
    seen.stage = 'connect';
    seen.socket = await openSocket(proxy ?? url, signal);
    if (proxy !== undefined) {
      seen.stage = 'proxy';
      seen.socket = await throughProxy(seen.socket, { proxy, url, signal });
    }
    if (url.protocol === 'https:') {
      seen.stage = 'tls';
      const { socket, tls } = await shakeHands(seen.socket, hostOf(url), signal);
      seen.socket = socket;
      seen.reach = { ...seen.reach, tls };
      if (tls.fault !== undefined) throw Object.assign(new Error(tls.fault), { code: tls.fault });
    }
    const forward = url.protocol === 'http:' ? proxy : undefined;
    return { reach: { ...seen.reach, failure: undefined }, socket: seen.socket, forward };
  } catch (error) {
    return failed(failureOf(seen.stage, error, started));
  }
}

async function openSocket(entry: URL, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host: hostOf(entry), port: portOf(entry), noDelay: true });
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}

interface Way {
  readonly proxy: URL;
  readonly url: URL;
  readonly signal: AbortSignal;
}

/** For HTTPS a tunnel (RFC 9110, 9.3.6); plain HTTP is asked of the proxy itself. */
async function throughProxy(socket: Socket, { proxy, url, signal }: Way): Promise<Socket> {
  if (!/^https?:$/.test(proxy.protocol))
    throw Object.assign(new Error(`a proxy of the scheme ${proxy.protocol} is beyond the doctor`), {
      code: 'SCHEME',
    });
  const entry = proxy.protocol === 'https:' ? await secureEntry(socket, proxy, signal) : socket;
  if (url.protocol === 'http:') return entry;
  const authority = `${url.hostname}:${portOf(url)}`;
  const call = request({
    createConnection: () => entry,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...proxyAuthorization(proxy) },
    signal,
  });
  const answered = Promise.race([once(call, 'connect'), once(call, 'response')]);
  call.end();
  const [response, tunnel] = (await answered) as [IncomingMessage, Socket | undefined];
  const { statusCode = 0, statusMessage = '' } = response;
  if (tunnel !== undefined && statusCode >= 200 && statusCode < 300) return tunnel;
  throw Object.assign(new Error(`the proxy answered ${statusCode} ${statusMessage}`.trim()), {
    code: `HTTP ${statusCode}`,
  });
}

async function secureEntry(socket: Socket, proxy: URL, signal: AbortSignal): Promise<Socket> {
  const secured = connectTls({ socket, host: hostOf(proxy), servername: hostOf(proxy) });
  secured.on('error', () => undefined);
  await once(secured, 'secureConnect', { signal });
  return secured;
}

async function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason as Error);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
