import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';

import type { HistogramInterval } from '../analysis/accumulator.ts';
import { Distribution } from '../analysis/distribution.ts';
import { readHistogramLog } from './histogram-log.ts';
import { readIntervalLog } from './interval-log.ts';
import { readMeasurements } from './read-measurements.ts';
import { MAX_LINE_CHARS, textLines } from './text-lines.ts';

const HEADER =
  '#[Histogram log format version 1.3]\n#[StartTime: 1000 (seconds since epoch)]\n#[BaseTime: 1000 (seconds since epoch)]\n"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n';
const TAG = 'scrt_operation_duration{operation=sendMessage;scenario=conversations}';

function histogramText(valuesUs: readonly number[], digits: 2 | 3 = 3): string {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: digits,
  });
  for (const value of valuesUs) histogram.recordValue(value);
  return encodeIntoCompressedBase64(histogram);
}

function line(start: number, valuesUs: readonly number[], tag = TAG): string {
  return `Tag=${tag},${start.toFixed(3)},1.000,1.000,${histogramText(valuesUs)}\n`;
}

async function read(
  text: string,
  pieces = 1,
): Promise<{ readonly intervals: readonly HistogramInterval[]; readonly cut: boolean }> {
  const intervals: HistogramInterval[] = [];
  const size = Math.ceil(text.length / pieces);
  const chunks = Array.from({ length: pieces }, (_, piece) => text.slice(piece * size, (piece + 1) * size));
  const { cut } = await readHistogramLog({ path: 'metrics/a.hlog', chunks }, (interval) =>
    intervals.push(interval),
  );
  return { intervals, cut };
}

describe('readHistogramLog', () => {
  test('reads series, time and exact counts', async () => {
    const values = [1, 2047, 2048, 250_000, 250_000, 3_599_999_999];
    const { intervals } = await read(HEADER + line(2.5, values));
    const distribution = new Distribution();
    distribution.add(intervals[0]?.buckets ?? []);
    expect(intervals[0]).toMatchObject({
      name: 'scrt_operation_duration',
      tags: { operation: 'sendMessage', scenario: 'conversations' },
      startMs: 1_002_500,
      lengthMs: 1000,
    });
    expect(distribution.count).toBe(6);
    expect(distribution.valueAt(60)).toBeCloseTo(250, 0);
    expect(distribution.min()).toBe(0.001);
  });

  test('reads the same from any pieces', async () => {
    const text = HEADER + line(0, [5]) + line(1, [6, 7]);
    expect(await read(text, 97)).toEqual(await read(text));
  });

  test('leaves out a last line that was cut off, and says so', async () => {
    const text = HEADER + line(0, [5]) + line(1, [6]);
    const { intervals, cut } = await read(text.slice(0, -20));
    expect([intervals.length, cut]).toEqual([1, true]);
  });

  test.each([
    ['is not Tag=', 'garbage\n'],
    ['holds no V2 histogram', `Tag=${TAG},0.000,1.000,1.000,AAAA\n`],
    ['is not metric{key=value;…}', line(0, [5], 'a{b')],
    ['another precision', `Tag=${TAG},0.000,1.000,1.000,${histogramText([5], 2)}\n`],
  ])('names file and line of a line that %s', async (problem, bad) => {
    await expect(read(HEADER + line(0, [5]) + bad + line(1, [5]))).rejects.toThrow(/^metrics\/a\.hlog:6: /);
    await expect(read(HEADER + line(0, [5]) + bad + line(1, [5]))).rejects.toThrow(problem);
  });
});

describe('readIntervalLog', () => {
  test('leaves out a cut last line and kinds that are not known', async () => {
    const kinds: string[] = [];
    const chunks = ['{"kind":"start","at":1}\n{"kind":"later"}\n{"kind":"inter'];
    const { cut } = await readIntervalLog({ path: 'a.ndjson', chunks }, (record) => kinds.push(record.kind));
    expect([kinds, cut]).toEqual([['start'], true]);
  });

  test('names file and line of damage', async () => {
    const chunks = ['{"kind":"start"}\n{"kind":\n{"kind":"end"}\n'];
    await expect(readIntervalLog({ path: 'a.ndjson', chunks }, () => undefined)).rejects.toThrow(
      /^a\.ndjson:2: /,
    );
  });
});

describe('readMeasurements', () => {
  test('merges instances, notes a killed one and a cut file', async () => {
    await using folder = await temporaryFolder();
    const start = '{"kind":"start","schemaVersion":2,"at":1000000,"phases":[]}\n';
    const interval = '{"kind":"interval","at":1000000,"ms":1000,"counters":{"scrt_events{event=A}":2}}\n';
    await writeFile(
      join(folder.path, 'a.ndjson'),
      start + interval + '{"kind":"end","aborted":false,"iterations":[],"operations":[]}\n',
    );
    await writeFile(join(folder.path, 'b.ndjson'), `${start}${interval}{"kind":"inte`);
    for (const name of ['a', 'b'])
      await writeFile(join(folder.path, `${name}.hlog`), HEADER + line(0, [100_000]));
    const prefixes = ['a', 'b', 'c'].map((name) => join(folder.path, name));
    const measurements = await readMeasurements({ prefixes, limits: [] });
    expect(measurements.timeline.startMs).toBe(1_000_000);
    expect(measurements.series[0]?.distribution.count).toBe(2);
    expect(measurements.counters[0]?.value).toBe(4);
    expect(measurements.cutFiles).toEqual(['b.ndjson']);
    expect(measurements.instances.map((each) => [each.name, each.end !== undefined])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
  });
});

describe('textLines', () => {
  const linesOf = async (chunks: Iterable<string>) => {
    const lines = [];
    for await (const each of textLines(chunks)) lines.push(each);
    return lines;
  };

  test('numbers lines and tells a cut one', async () => {
    expect(await linesOf(['a\nb', 'c\n', '\nd'])).toEqual([
      { text: 'a', number: 1, complete: true, tooLong: false },
      { text: 'bc', number: 2, complete: true, tooLong: false },
      { text: '', number: 3, complete: true, tooLong: false },
      { text: 'd', number: 4, complete: false, tooLong: false },
    ]);
  });

  test('keeps the beginning only of a line that has no end, and goes on behind it', async () => {
    const lines = await linesOf(withEndlessLine());
    expect(lines.map(({ text, tooLong }) => [text.length, tooLong])).toEqual([
      [1, false],
      [MAX_LINE_CHARS, true],
      [1, false],
    ]);
  });

  test('an endless line is an error with its place, and not a cut one', async () => {
    const hlog = readHistogramLog({ path: 'a.hlog', chunks: endless() }, () => undefined);
    const ndjson = readIntervalLog({ path: 'a.ndjson', chunks: endless() }, () => undefined);
    await expect(hlog).rejects.toThrow(/^a\.hlog:1: line is longer than \d+ characters; the file is damaged/);
    await expect(ndjson).rejects.toThrow(
      /^a\.ndjson:1: line is longer than \d+ characters; the file is damaged/,
    );
  });
});

/** 16 MB without a line feed, in the pieces that a file is read in. */
function* endless(): Generator<string> {
  const piece = 'x'.repeat(64 * 1024);
  for (let length = 0; length <= 2 * MAX_LINE_CHARS; length += piece.length) yield piece;
}

function* withEndlessLine(): Generator<string> {
  yield 'a\n';
  yield* endless();
  yield '\nb\n';
}

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'logs-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
