import { expect, it } from 'vitest';
import type { Bench } from './bench.ts';
import { measureHolds } from './holds.ts';

const { signal } = new AbortController();
const BENCH: Bench = { engine: '', tool: '', folder: '', rounds: 5, quick: true, signal };
const HOLDER = { label: 'ours', sizes: [100, 200] };

it('gives a row for each size and what one more stream costs, of three rounds at most', async () => {
  let held = 0;
  const hold = async (_: unknown, streams: number) => {
    held += 1;
    return 50 + streams / 10;
  };
  expect(await measureHolds(BENCH, { part: 'idle', holders: [HOLDER], hold })).toEqual([
    [
      { label: 'ours, 100 streams', values: [60, 60, 60], unit: 'MB' },
      { label: 'ours, 200 streams', values: [70, 70, 70], unit: 'MB' },
      { label: 'ours, each (100 to 200)', values: [100, 100, 100], unit: 'KB/stream' },
    ],
  ]);
  expect(held).toBe(6);
});

it('has no cost of a stream when a size was not measured', async () => {
  const hold = async (_: unknown, streams: number) => {
    if (streams === 200) throw new Error('too many');
    return streams;
  };
  const [rows = []] = await measureHolds({ ...BENCH, rounds: 1 }, { part: 'idle', holders: [HOLDER], hold });
  expect(rows.map((row) => ('values' in row ? row.values : row.notMeasured))).toEqual([
    [100],
    'Error: too many',
    'a size that it needs is missing',
  ]);
});

it('holds no more streams than a process may have files', async () => {
  const holders = [{ label: 'ours', sizes: [1e12] }];
  const [rows] = await measureHolds({ ...BENCH, rounds: 1 }, { part: 'idle', holders, hold: async () => 1 });
  expect(rows?.[0]).toHaveProperty('notMeasured', expect.stringContaining('ulimit -Hn'));
});
