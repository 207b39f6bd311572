import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy that HTTPS_PROXY can name; every tunnel leads to one place, whatever was asked for. */
export interface TunnelProxy extends AsyncDisposable {
  readonly url: string;
  /** What was asked for: tunnels with their Proxy-Authorization, URLs of plain requests. */
  readonly asked: readonly string[];
}

/** Starts one. @param lead where its tunnels lead, or the status that refuses them */
export async function startTunnelProxy(lead: URL | number): Promise<TunnelProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    const { method, headers, url = '' } = incoming;
    asked.push(url);
    if (typeof lead === 'number') return response.writeHead(lead).end();
    const { pathname } = new URL(url);
    const call = ask(new URL(pathname, lead), { ...(method && { method }), headers, agent: false });
    call.on('response', (upstream) => {
      response.writeHead(upstream.statusCode ?? 500, upstream.headers);
      upstream.on('error', () => response.destroy()).pipe(response);
    });
    response.on('close', () => call.destroy());
    return incoming.pipe(call.on('error', () => response.destroy()));
  });
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  server.on('connect', (request, socket) => {
    asked.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? '-'}`);
    if (typeof lead === 'number') {
      socket.end(`HTTP/1.1 ${lead} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect({ host: lead.hostname, port: Number(lead.port) }, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    sockets.add(upstream.on('error', () => socket.destroy()));
    socket.on('error', () => undefined).on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
