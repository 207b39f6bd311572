import { expect, test } from 'vitest';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { parseFault } from '../../mocks/faults/parse.ts';
import { examine, PING_MS, targetAt } from './doctor.fixture.ts';
import { startMiddlebox, type Mischief } from './middlebox.fixture.ts';

const QUICK = { operationMs: 2_000, awaitedEventMs: 300 };
const HTML = '<html><h1>Blocked by policy</h1>\u001b[31m</html>';

async function behind(mischief: Mischief, plan: Parameters<typeof examine>[1] = {}) {
  await using server = await startStandIn({ pingIntervalMs: PING_MS });
  await using box = await startMiddlebox(server.baseUrl, mischief);
  const target = targetAt(
    box.baseUrl,
    mischief.kind === 'keeps all' ? { timeouts: { ...QUICK, operationMs: 500 } } : {},
  );
  return { ...(await examine(target, plan)), streams: box.streams };
}

test('tells a stream that something collects from a live one, by pings that come together', async () => {
  const { ids, findings, facts } = await behind({ kind: 'collects', events: 6 });
  expect(ids).toEqual(['found stream-buffered']);
  expect(findings[0]?.fix).toContain('no buffering of responses');
  expect(facts.stream?.arrivals.bursts).toBeGreaterThan(1);
});

test.each([
  ['keeps events', /no event in/],
  ['keeps all', /head of the stream did not come/],
] as const)('names a buffer first for something that %s', async (kind, seen) => {
  const { ids, findings } = await behind({ kind }, { listenMs: 300 });
  expect(ids[0]).toBe('1 stream-buffered');
  expect(findings[0]?.seen).toMatch(seen);
});

test('a server that does not ping looks like a buffer, and is only a candidate', async () => {
  await using server = await startStandIn({ faults: [parseFault('no-pings')] });
  const { findings } = await examine(targetAt(server.baseUrl), { listenMs: 300 });
  expect(findings.map(({ id, certainty }) => [id, certainty])).toEqual([['stream-buffered', 'candidate']]);
});

test.each(['in order', 'closed', 'reset'] as const)('tells a stream that is cut, %s', async (how) => {
  const { ids, findings, facts } = await behind({ kind: 'cuts', after: 2, how });
  expect(ids).toEqual(['found stream-cut']);
  expect(findings[0]?.fix).toContain('at least 75 minutes (90 advised)');
  expect(facts.stream?.end).toBe(how);
});

test.each([
  [
    'a page in place of the stream',
    { kind: 'answers', status: 200, type: 'text/html', body: HTML },
    '1 stream-blocked',
  ],
  [
    'a refusal by a page',
    { kind: 'answers', status: 403, type: 'text/html', body: HTML },
    '1 intermediary-answers',
  ],
  [
    'a refusal',
    { kind: 'answers', status: 403, type: 'text/plain', body: 'no downloads' },
    '1 stream-blocked',
  ],
  ['nothing at all', { kind: 'answers', status: 418, type: '', body: '' }, 'found stream-answer-unknown'],
  ['a moved stream', { kind: 'answers', status: 302, type: '', body: '' }, '1 intermediary-answers'],
  ['a broken connection', { kind: 'breaks' }, '1 stream-blocked'],
  [
    'an org that does not match, without words',
    { kind: 'answers', status: 400, type: '', body: '' },
    '1 org-id-mismatch',
  ],
  [
    'a missing position',
    { kind: 'answers', status: 400, type: '', body: 'no Last-Event-Id, no event id' },
    '2 stream-position',
  ],
  ['too many', { kind: 'answers', status: 429, type: '', body: '' }, 'found rate-limited'],
] as const)('names what answers with %s', async (_, mischief, expected) => {
  const { ids, findings } = await behind(mischief);
  expect(ids).toContain(expected);
  if (mischief.kind === 'answers' && mischief.body !== '')
    expect(findings.some(({ seen }) => seen.includes(mischief.body))).toBe(true);
});

test('a watch keeps the lifetimes of streams, and resumes after the last event', async () => {
  await using server = await startStandIn({ pingIntervalMs: 20 });
  const controller = new AbortController();
  await using box = await startMiddlebox(
    server.baseUrl,
    { kind: 'cuts', after: 2, how: 'closed' },
    (before) => {
      if (before === 2) controller.abort();
    },
  );
  const said: string[] = [];
  const { facts, ids, findings } = await examine(targetAt(box.baseUrl), {
    watchMs: 3_600_000,
    signal: controller.signal,
    say: (text) => void said.push(text),
  });
  expect(facts.watch).toMatchObject({ cut: 2, lives: [{ end: 'closed' }, { end: 'closed' }] });
  expect(box.streams).toHaveLength(3);
  expect(ids[0]).toBe('found stream-cut');
  expect(findings[0]?.seen).toContain('2 times');
  expect(said.filter((text) => text.includes('stream '))).toHaveLength(2);
});

test('a watch that sees no cut says how long that was', async () => {
  const { findings, ruledOut, facts } = await behind(
    { kind: 'cuts', after: Infinity, how: 'reset' },
    { watchMs: 400 },
  );
  expect(findings).toEqual([]);
  expect(facts.watch).toMatchObject({ opened: 1, cut: 0, lives: [{ end: undefined }] });
  expect(ruledOut.find(({ id }) => id === 'stream-cut')?.because).toContain('less than the 75 min');
});

test('a watch asks for another token when the first has expired, once after a cut', async () => {
  await using server = await startStandIn({ pingIntervalMs: 20, tokenLifetimeSeconds: 2 });
  // With its whole seconds a token lives for 1 to 2 s: the first stream and the pause after it take longer.
  const controller = new AbortController();
  await using box = await startMiddlebox(
    server.baseUrl,
    { kind: 'cuts', after: 60, how: 'closed' },
    (before) => {
      if (before === 3) controller.abort();
    },
  );
  const { facts } = await examine(targetAt(box.baseUrl), { watchMs: 3_600_000, signal: controller.signal });
  expect(facts.watch).toMatchObject({ opened: 2, failed: 1 });
  expect(server.totals().requests['generateAccessTokenForUnauthenticatedUser']).toEqual({ 200: 2 });
});

test('a watch does not try again what does not open at first', async () => {
  const { facts, ids, streams } = await behind(
    { kind: 'answers', status: 503, type: '', body: '' },
    { watchMs: 60_000 },
  );
  expect([facts.watch?.failed, streams.length]).toEqual([1, 1]);
  expect(ids[0]).toBe('1 server-error');
});
