import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { guestTokenCall, urlOf } from '../../../schemas/requests.ts';
import type { Bench } from '../bench.ts';
import { buildTool } from '../tool.ts';
import { startAsker } from './asker.ts';
import { createCaller } from './caller.ts';
import { startChatFeed, startPeerFeed } from './feeds.ts';
import { startStandIn } from './served.ts';
import { openTabs } from './tabs.ts';
import { openStreamsOf, requestsOf, totalsOf } from './truth.ts';
import { visit } from './visit.ts';

const FEEDS = {
  'a stand-in': () => startChatFeed(bench, { deliveriesPerSecond: 400, guests: 2, tabs: 3 }),
  'the peer': () => startPeerFeed(bench, { deliveriesPerSecond: 400, frameBytes: 1_000 }),
};
const STREAMS = 6;

let folder: ReturnType<typeof mkdtempDisposableSync>;
let bench: Bench;

beforeAll(async () => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-bench-'));
  const { signal } = new AbortController();
  bench = { engine: '', tool: await buildTool(signal), folder: folder.path, rounds: 1, quick: true, signal };
});

afterAll(() => folder.remove());

it.each(['a stand-in', 'the peer'] as const)('counts every delivery of %s at both ends', async (name) => {
  await using feed = await FEEDS[name]();
  await using tabs = await openTabs(bench, { ...feed, streams: STREAMS });
  await feed.run(0.2);
  const deliveries = await feed.deliveries();
  expect(deliveries).toBeGreaterThan(STREAMS);
  await feed.end();
  expect(await tabs.received()).toBe(deliveries);
});

it('says why a stream did not open', async () => {
  await using standIn = await startStandIn(bench);
  const opening = openTabs(bench, { baseUrl: standIn.baseUrl, streams: 1, tokens: ['none'] });
  await expect(opening).rejects.toThrow('HTTP/1.1 401');
});

it('measures no answer that is not a token', async () => {
  await using standIn = await startStandIn(bench);
  using caller = createCaller(standIn.baseUrl);
  await using asker = startAsker(bench, {
    url: urlOf(caller.target, guestTokenCall(caller.target, 'a')),
    body: '{}',
    expect: '"accessToken":"',
    connections: 1,
    seconds: 3_600,
    marginSeconds: 0,
  });
  await expect(asker.report()).rejects.toThrow('an answer is 400');
});

it('leaves nothing open behind a visit, whose every request succeeds', async () => {
  const { signal } = bench;
  await using standIn = await startStandIn(bench);
  using caller = createCaller(standIn.baseUrl);
  await Promise.all([0, 1].map((index) => visit(caller, { index, thinkMs: 1, signal })));
  // It notices the end of a stream when the client has long gone on.
  const isOver = () => {
    const truth = standIn.truth();
    expect(truth.intervals.some(({ streamsOpened }) => streamsOpened > 0)).toBe(true);
    expect(openStreamsOf(truth)).toBe(0);
  };
  await vi.waitFor(isOver, { timeout: 10_000 });
  const totals = totalsOf(await standIn.stop());
  expect(requestsOf(totals, '2', 'createConversation')).toBe(2);
  expect(requestsOf(totals, '2', 'closeConversation')).toBe(2);
  expect(requestsOf(totals, '2')).toBe(requestsOf(totals, ''));
  expect(totals.streamsOpened).toBe(3);
});

it('fails a visit that is refused', async () => {
  const { signal } = bench;
  await using standIn = await startStandIn(bench);
  using caller = createCaller(standIn.baseUrl);
  const target = { ...caller.target, esDeveloperName: 'Another_ESD' };
  await expect(visit({ ...caller, target }, { index: 1, thinkMs: 1, signal })).rejects.toThrow('400');
});
