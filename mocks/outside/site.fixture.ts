import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { close, listenAt } from '../server/listening.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
};

/** A folder that a browser can visit. */
export interface Site extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
}

/** Serves the files of a folder, as they are now, on loopback; everything else is a 404. */
export async function serveFolder(folder: string): Promise<Site> {
  const files = readFiles(folder);
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://site');
    const path = pathname === '/' ? '/index.html' : pathname;
    const content = files.get(path);
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    response.end(content);
  });
  const { port } = await listenAt(server, { host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => close(server) };
}

function readFiles(folder: string): ReadonlyMap<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [`/${relative(folder, path).replaceAll(sep, '/')}`, readFileSync(path)];
      }),
  );
}
