// A bare server of event streams, in a process of its own: what node:http alone takes. It pings, and writes the same
// frame to one stream after the other at the rate that it is told to; it knows no guests, no events and no order.
import { createServer, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';

const PING = 'event: ping\ndata: 0\n\n';
const BEAT_MS = 10;

const { port, pingMs, frame } = readArguments();
const streams = new Set<ServerResponse>();
let framesPerSecond = 0;
let frames = 0;

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://peer');
  if (pathname === '/state') {
    response.end(JSON.stringify({ open: streams.size, frames }));
  } else if (pathname === '/write') {
    framesPerSecond = Number(searchParams.get('per-second'));
    response.end();
  } else {
    open(response);
  }
}).listen(port, '127.0.0.1');
write();

function readArguments(): { readonly port: number; readonly pingMs: number; readonly frame: string } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'ping-ms': { type: 'string', default: '10000' },
      'frame-bytes': { type: 'string', default: '1000' },
    },
  });
  const head = 'event: CONVERSATION_MESSAGE\nid: 1\ndata: ';
  const rest = Number(values['frame-bytes']) - head.length - 2;
  return {
    port: Number(values.port),
    pingMs: Number(values['ping-ms']),
    frame: `${head}${'x'.repeat(Math.max(0, rest))}\n\n`,
  };
}

function open(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream;charset=utf-8', 'cache-control': 'no-cache' });
  response.write(PING);
  streams.add(response);
  const timer = setInterval(() => response.write(PING), pingMs);
  response.on('close', () => {
    clearInterval(timer);
    streams.delete(response);
  });
}

function write(): void {
  let turns = streams.values();
  let due = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    due += (framesPerSecond * (now - last)) / 1000;
    last = now;
    for (; due >= 1 && streams.size > 0; due -= 1) {
      let { value } = turns.next();
      if (value === undefined) {
        turns = streams.values();
        ({ value } = turns.next());
      }
      value?.write(frame);
      frames += 1;
    }
  }, BEAT_MS);
}
