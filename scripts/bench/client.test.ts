import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureEngine } from '../k6/engine.ts';
import type { Bench } from './bench.ts';
import { allOpen, startClient } from './client.ts';
import { startServer } from './server.ts';
import type { StreamsPlan } from './streams-plan.ts';
import { buildTool } from './tool.ts';

const PLAN: Omit<StreamsPlan, 'url'> = {
  streams: 20,
  seconds: 0.2,
  marginSeconds: 0.1,
  virtualUsers: 2,
  samplesPerVirtualUser: 1_000,
  options: {},
};

let folder: ReturnType<typeof mkdtempDisposableSync>;
let bench: Bench;

beforeAll(async () => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-bench-'));
  const { signal } = new AbortController();
  const [engine, tool] = [await ensureEngine(signal), await buildTool(signal)];
  bench = { engine, tool, folder: folder.path, rounds: 1, quick: true, signal };
});

afterAll(() => folder.remove());

it.each(['engine', 'bare', 'nethttp'] as const)('follows the server with %s', async (name) => {
  await using server = await startServer(bench, ['--events-per-second=50']);
  await using client = startClient(bench, name, { ...PLAN, url: server.url });
  await allOpen(bench, { client, server, streams: PLAN.streams });
  const report = await client.report();
  expect(report.events).toBeGreaterThan(0);
  expect(report.p99).toBeGreaterThanOrEqual(report.p50);
});

it('says why the engine did not get its streams', async () => {
  await using server = await startServer(bench);
  await using client = startClient(bench, 'engine', { ...PLAN, url: server.pingUrl });
  const opening = allOpen(bench, { client, server, streams: PLAN.streams });
  await expect(opening).rejects.toThrow('a stream broke, content-type');
});
