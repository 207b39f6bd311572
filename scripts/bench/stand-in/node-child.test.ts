import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bench } from '../bench.ts';
import { startNodeProgram } from './node-child.ts';

let folder: ReturnType<typeof mkdtempDisposableSync>;
let bench: Bench;

beforeAll(() => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-bench-'));
  const { signal } = new AbortController();
  bench = { engine: '', tool: '', folder: folder.path, rounds: 1, quick: true, signal };
});

afterAll(() => folder.remove());

it('waits until the program serves', async () => {
  let asked = 0;
  const serves = async () => (asked += 1) === 3;
  const program = { name: 'serving', args: ['-e', 'setInterval(() => {}, 1e6)'], serves };
  await using child = await startNodeProgram(bench, program);
  expect(child.pid).toBeGreaterThan(0);
  expect(asked).toBe(3);
});

it('says the last words of one that ended before it served', async () => {
  const args = ['-e', "console.error('the port is busy'); process.exitCode = 1; process.stdin.destroy();"];
  const starting = startNodeProgram(bench, { name: 'ending', args, serves: async () => false });
  await expect(starting).rejects.toThrow('ending did not start: the port is busy');
});
