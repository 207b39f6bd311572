import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTimeline } from '../faults/timeline.ts';
import { startStandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import { newToken, send, TOKEN_PATH, TOKEN_REQUEST } from './guest.fixture.ts';

async function control(
  url: string | undefined,
  method: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url!, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { status: response.status, body: await response.json() };
}

async function tokenStatus(baseUrl: string): Promise<number> {
  return (await send(baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST })).status;
}

test('has no control port unless it is told to', async () => {
  await using server = await startStandIn();
  expect(server.controlUrl).toBeUndefined();
});

test('adds faults at run time, lists them, and ends them', async () => {
  await using server = await startStandIn({ controlPort: 0 });
  const faults = `${server.controlUrl}/faults`;
  const added = await control(faults, 'POST', ['status,code=500', 'lost=0.5,for=5s']);
  expect(added).toMatchObject({
    status: 201,
    body: [
      { number: 1, fault: 'status=1,code=500', endsInMs: null },
      { number: 2, fault: 'lost=0.5,for=5000ms' },
    ],
  });
  expect(await tokenStatus(server.baseUrl)).toBe(500);
  expect((await control(faults, 'GET')).body).toHaveLength(2);
  expect(await control(`${faults}/1`, 'DELETE')).toEqual({ status: 200, body: { removed: 1 } });
  expect(await tokenStatus(server.baseUrl)).toBe(200);
  expect(await control(faults, 'DELETE')).toEqual({ status: 200, body: { removed: 1 } });
  expect((await control(`${server.controlUrl}/totals`, 'GET')).body).toMatchObject({ faults: { status: 1 } });
});

test('counts the time of a fault from when it was asked for', async () => {
  const clock = createFakeClock();
  await using server = await startStandIn({ controlPort: 0, clock });
  clock.advance(60_000);
  await control(`${server.controlUrl}/faults`, 'POST', ['status,at=1s,for=2s']);
  const seen = [await tokenStatus(server.baseUrl)];
  for (const ms of [1_000, 1_999, 1]) {
    clock.advance(ms);
    seen.push(await tokenStatus(server.baseUrl));
  }
  expect(seen).toEqual([200, 503, 503, 200]);
});

test.each([
  ['no list', { fault: 'lost' }, 400],
  ['an empty list', [], 400],
  ['an unknown fault', ['lots=1'], 400],
  ['a huge list', ['x'.repeat(100_000)], 413],
])('refuses %s, and adds nothing', async (_, body, status) => {
  await using server = await startStandIn({ controlPort: 0 });
  const answer = await control(`${server.controlUrl}/faults`, 'POST', body);
  expect(answer).toMatchObject({ status, body: { message: expect.any(String) } });
  expect((await control(`${server.controlUrl}/faults`, 'GET')).body).toEqual([]);
});

test('is not there for pages, and not part of the API', async () => {
  await using server = await startStandIn({ controlPort: 0 });
  const asPage = await fetch(`${server.controlUrl}/faults`, {
    method: 'DELETE',
    headers: { origin: 'https://example.com' },
  });
  expect(asPage.status).toBe(403);
  expect((await send(server.baseUrl, 'GET /faults')).status).toBe(404);
});

test('plays a timeline from a file', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'faults-'));
  const file = join(folder.path, 'faults.yaml');
  writeFileSync(
    file,
    'always: latency,operation=sendMessage,time=5ms\nat 10s for 5s:\n  - status,code=500\nat 1m: status,code=429\n',
  );
  const clock = createFakeClock();
  await using server = await startStandIn({ clock, faults: readTimeline(file) });
  const seen = [await tokenStatus(server.baseUrl)];
  for (const ms of [10_000, 5_000, 45_000]) {
    clock.advance(ms);
    seen.push(await tokenStatus(server.baseUrl));
  }
  expect(seen).toEqual([200, 500, 200, 429]);
});

test.each([
  ['after 30s: lost', /faults\.yaml:1: .*after 30s/],
  ['always: lots', /faults\.yaml:1: always: unknown fault 'lots'; did you mean 'lost'/],
  ['always: lost\nat soon: cut', /faults\.yaml:2: at soon: .*"soon"/],
  ['always: []', /faults\.yaml:1: always/],
  ['at 5s: lost,at=3s', /at 5s: "lost,at=3s" has a window of its own/],
  ['always: lost=0.1=9', /more than one '='/],
  ['always: drip,every=1ms,every=2ms', /has 'every' twice/],
  ['', /is empty/],
])('refuses the timeline %j with file, line and field', (text, message) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'faults-'));
  const file = join(folder.path, 'faults.yaml');
  writeFileSync(file, text);
  expect(() => readTimeline(file)).toThrow(message);
});

test('refuses a timeline that is not there', () => {
  expect(() => readTimeline('/nowhere/faults.yaml')).toThrow(
    '/nowhere/faults.yaml cannot be read (ENOENT); give --faults a file of faults',
  );
});

test('a guest token can still be had when every fault is over', async () => {
  await using server = await startStandIn({ controlPort: 0 });
  await control(`${server.controlUrl}/faults`, 'POST', ['refuse,for=1us']);
  expect(await newToken(server.baseUrl)).not.toBe('');
});

test('writes what was asked for at run time into the truth', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'truth-'));
  const truthFile = join(folder.path, 'truth.ndjson');
  const server = await startStandIn({ controlPort: 0, truthFile });
  const faults = `${server.controlUrl}/faults`;
  await control(faults, 'POST', [`latency,operation=sendMessage,time=5ms`]);
  await control(`${faults}/1`, 'DELETE');
  await server.close();
  const lines = readFileSync(truthFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines.filter((line) => 'kind' in line && line.kind === 'faults')).toMatchObject([
    { added: ['latency=1,operation=sendMessage,time=5ms'] },
    { removed: 1 },
  ]);
});
