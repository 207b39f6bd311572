import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What befalls streams; everything else passes. */
export type Mischief =
  /** So many events are collected before they are let go at once. */
  | { readonly kind: 'collects'; readonly events: number }
  /** The head passes, and nothing else. */
  | { readonly kind: 'keeps events' }
  /** Not even the head passes. */
  | { readonly kind: 'keeps all' }
  /** After so many events. */
  | { readonly kind: 'cuts'; readonly after: number; readonly how: 'in order' | 'closed' | 'reset' }
  /** The stream's request is answered here. */
  | { readonly kind: 'answers'; readonly status: number; readonly type: string; readonly body: string }
  /** Or its connection broken. */
  | { readonly kind: 'breaks' };

/** Something between client and stand-in. */
export interface Middlebox extends AsyncDisposable {
  readonly baseUrl: string;
  /** Headers `last-event-id` of the streams that were asked for. */
  readonly streams: readonly (string | undefined)[];
}

/** Puts one in front of a server. @param onStream told when a stream is asked for, with how many were before */
export async function startMiddlebox(
  baseUrl: string,
  mischief: Mischief,
  onStream: (before: number) => void = () => undefined,
): Promise<Middlebox> {
  const streams: (string | undefined)[] = [];
  const server = createServer((incoming, response) => {
    const isStream = incoming.url?.startsWith('/eventrouter/') === true && incoming.method === 'GET';
    if (isStream) {
      onStream(streams.length);
      streams.push(incoming.headers['last-event-id']?.toString());
      if (mischief.kind === 'breaks') return incoming.socket.resetAndDestroy();
      if (mischief.kind === 'answers')
        return response.writeHead(mischief.status, { 'content-type': mischief.type }).end(mischief.body);
    }
    const { method, headers, url = '/' } = incoming;
    const call = request(`${baseUrl}${url}`, { ...(method && { method }), headers, agent: false });
    call.on('response', (upstream) =>
      isStream ? harm(upstream, response, mischief) : pass(upstream, response),
    );
    call.on('error', () => response.destroy());
    response.on('close', () => call.destroy());
    return incoming.pipe(call);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function pass(upstream: IncomingMessage, response: ServerResponse): void {
  response.writeHead(upstream.statusCode ?? 500, upstream.headers);
  upstream.pipe(response);
}

function harm(upstream: IncomingMessage, response: ServerResponse, mischief: Mischief): void {
  upstream.on('error', () => undefined);
  if (upstream.statusCode !== 200) return pass(upstream, response);
  if (mischief.kind !== 'keeps all') {
    response.writeHead(200, { 'content-type': upstream.headers['content-type'] });
    response.flushHeaders();
  }
  let held = '';
  let passed = 0;
  upstream.setEncoding('utf8').on('data', (text: string) => {
    held += text;
    const events = held.split('\n\n').length - 1;
    if (mischief.kind === 'collects' && events >= mischief.events) {
      response.write(held);
      held = '';
    }
    if (mischief.kind !== 'cuts') return;
    response.write(held);
    held = '';
    passed += events;
    if (passed < mischief.after) return;
    if (mischief.how === 'in order') response.end();
    else if (mischief.how === 'reset') response.socket?.resetAndDestroy();
    else response.socket?.end();
  });
}
