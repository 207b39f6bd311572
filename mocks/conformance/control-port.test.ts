import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStandIn, type StandIn } from '../server/stand-in.ts';
import { ask, exchange } from './raw-http.fixture.ts';

let server: StandIn;
let control = '';
let own = '';

beforeAll(async () => {
  server = await startStandIn({ controlPort: 0 });
  control = server.controlUrl ?? '';
  own = `Host: ${new URL(control).host}`;
});

afterAll(() => server.close());

function request(line: string, headers: readonly string[], body = ''): string {
  return [`${line} HTTP/1.1`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join(
    '\r\n',
  );
}

async function faults(): Promise<unknown> {
  return (await fetch(`${control}/faults`)).json();
}

test('listens on 127.0.0.1 whatever the API listens on', async () => {
  await using wide = await startStandIn({ host: '0.0.0.0', controlPort: 0 });
  expect(new URL(wide.controlUrl ?? '').hostname).toBe('127.0.0.1');
});

test.each([
  ['an Origin', (host: string) => [host, 'Origin: http://127.0.0.1']],
  ['the Origin null', (host: string) => [host, 'Origin: null']],
  ['an empty Origin', (host: string) => [host, 'Origin:']],
  ['a foreign Host', () => ['Host: evil.example']],
  ['a Host that begins like ours', () => ['Host: 127.0.0.1.evil.example']],
  ['a Host that ends like ours', () => ['Host: evil.example:80@127.0.0.1']],
  ['an empty Host', () => ['Host:']],
])('refuses a request with %s with 403, and does nothing', async (_, headers) => {
  const text = request('POST /faults', headers(own), '["lost=0.5"]');
  expect((await ask(control, text))?.status).toBe(403);
  expect(await faults()).toEqual([]);
});

test.each([
  ['no JSON', '["lost'],
  ['nothing', ''],
  ['no list', '"lost"'],
  ['an empty list', '[]'],
  ['no texts', '[1]'],
  ['a list of lists', '[["lost"]]'],
  ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['an unknown fault', '["lots"]'],
  ['the name of a member that all objects have', '["__proto__"]'],
  ['one good and one bad fault', '["lost=0.5","lost=2"]'],
  ['a huge share', '["lost=1e999"]'],
])('refuses a body of %s with 400 and a message, and adds nothing', async (_, body) => {
  const answer = await ask(control, request('POST /faults', [own], body));
  expect(answer?.status).toBe(400);
  expect(JSON.parse(answer?.body ?? '')).toEqual({ message: expect.stringMatching(/./) });
  expect(await faults()).toEqual([]);
});

test('refuses a body beyond its limit with 413, and closes', async () => {
  const text = request('POST /faults', [own], JSON.stringify(['x'.repeat(70_000)]));
  expect((await exchange(control, text)).map(({ status }) => status)).toEqual([413]);
});

test.each([
  'GET /',
  'PUT /faults',
  'DELETE /faults/x',
  'DELETE /faults/-1',
  'GET /faults/1',
  'GET /faults?x',
  'POST /totals',
])('answers %s with 404', async (line) => {
  expect((await ask(control, request(line, [own])))?.status).toBe(404);
});

test('answers garbage with 400 and goes on', async () => {
  expect((await exchange(control, 'garbage\r\n\r\n')).map(({ status }) => status)).toEqual([400]);
  expect(await faults()).toEqual([]);
});
