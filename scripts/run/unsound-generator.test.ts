import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { judgeScript } from './judged-run.fixture.ts';
import { exitCodeOf } from './render.ts';

/** A stream of so many events; it stays open after them. */
async function streaming(events: number): Promise<{ readonly url: string } & AsyncDisposable> {
  const server: Server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: x\n\n'.repeat(events));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One iteration with a stream, all of whose events are awaited as one operation. */
const script = (url: string, { streams, body }: { readonly streams: number; readonly body: string }) => `
import { EventSource, now } from 'k6/x/eventsource';
import { begin, startIteration } from 'k6/x/hdrlog';
export const options = { scenarios: { tokens: { executor: 'per-vu-iterations', vus: 1, iterations: 1 } } };
const busy = (ms) => { for (const until = now() + ms; now() < until; ); };
export default function () {
  const booked = startIteration();
  const operation = begin('follow');
  let open = ${streams};
  for (let i = 0; i < ${streams}; i++) {
    const stream = new EventSource('${url}', { reconnect: false });
    const end = () => {
      stream.close();
      if (--open > 0) return;
      operation.answer();
      booked.complete();
    };
    let n = 0;
    ${body}
  }
}`;

it.each([
  [
    'handlers that get no CPU in time',
    'generator-starved',
    { events: 10, streams: 1, body: 'stream.onmessage = () => { busy(60); if (++n === 10) end(); };' },
  ],
  [
    'a handler that lets its queue overflow',
    'overflow',
    {
      events: 5_000,
      streams: 1,
      body: 'stream.onmessage = () => { if (++n === 1) busy(500); if (n === 1000) end(); };',
    },
  ],
  [
    'a machine without file descriptors',
    'generator-at-limit',
    { events: 1, streams: 100, filesLimit: 64, body: 'stream.onmessage = end; stream.onerror = end;' },
  ],
] as const)('a run is made invalid by %s', async (_, reason, { events, streams, body, ...limits }) => {
  await using server = await streaming(events);
  const { exit, result } = await judgeScript(script(server.url, { streams, body }), limits);
  expect(exit).toMatchObject({ code: 0 });
  expect(result.verdict).toBe('invalid');
  expect(result.reasons.map(({ code }) => code)).toContain(reason);
  expect(exitCodeOf(result)).toBe(3);
});
