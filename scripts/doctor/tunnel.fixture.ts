import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy that HTTPS_PROXY can name; every tunnel leads to one place, whatever was asked for. */
export interface TunnelProxy extends AsyncDisposable {
  readonly url: string;
  /** What tunnels were asked for, and with which Proxy-Authorization. */
  readonly asked: readonly string[];
}

/** Starts one. @param lead where its tunnels lead, or the status that refuses them */
export async function startTunnelProxy(lead: URL | number): Promise<TunnelProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(407).end());
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
