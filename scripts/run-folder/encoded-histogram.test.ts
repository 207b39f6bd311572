import { deflateSync, inflateSync } from 'node:zlib';
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type JsHistogram,
} from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import { Distribution } from '../analysis/distribution.ts';
import { decodeHistogram } from './encoded-histogram.ts';

const HOUR_US = 3_600_000_000;

function encoded(
  valuesUs: Iterable<number>,
  precision: { readonly digits?: 2 | 3; readonly lowest?: number } = {},
) {
  const histogram = build({
    lowestDiscernibleValue: precision.lowest ?? 1,
    highestTrackableValue: HOUR_US,
    numberOfSignificantValueDigits: precision.digits ?? 3,
  });
  for (const value of valuesUs) histogram.recordValue(value);
  return encodeIntoCompressedBase64(histogram);
}

/** The same numbers in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values over all powers of ten, some of them many times. */
function* valuesOf(seed: number, count: number): Generator<number> {
  const random = createRandom(seed);
  for (let index = 0; index < count; index += 1) {
    const value = Math.floor(HOUR_US ** random());
    const times = random() < 0.1 ? Math.floor(random() * 300) : 1;
    for (let time = 0; time < times; time += 1) yield value;
  }
}

describe('gives what hdr-histogram-js gives', () => {
  test.each([0, 1, 2, 17, 300, 5_000])('of %i random values', (count) => {
    const text = encoded(valuesOf(count, count));
    const reference = decodeFromCompressedBase64(text) as JsHistogram;
    const counts = decodeHistogram(text);
    const ours = new Distribution();
    ours.add(counts);
    expect(ours.count).toBe(reference.totalCount);
    for (const [index, n] of counts) expect(reference.getCountAtIndex(index)).toBe(n);
    for (const percentile of [1, 50, 90, 99, 99.9, 100]) {
      if (count === 0) break;
      expect(ours.valueAt(percentile) * 1000).toBe(reference.getValueAtPercentile(percentile));
    }
  });

  test.each([
    ['the least value', [0]],
    ['the greatest value', [HOUR_US]],
    ['both ends of the first bucket', [0, 2047, 2048]],
  ])('of %s', (_, values) => {
    const text = encoded(values);
    const reference = decodeFromCompressedBase64(text) as JsHistogram;
    const counts = decodeHistogram(text);
    expect(counts.length).toBe(new Set(values).size);
    for (const [index, n] of counts) expect(reference.getCountAtIndex(index)).toBe(n);
  });
});

/** A histogram taken apart: what is compressed, and the envelope around it. */
function repacked(change: (payload: Buffer) => Buffer): string {
  const packed = Buffer.from(encoded([1, 5, 5, 90_000]), 'base64');
  return envelope(deflateSync(change(inflateSync(packed.subarray(8)))));
}

function envelope(compressed: Buffer): string {
  const header = Buffer.alloc(8);
  header.writeInt32BE(0x1c849314, 0);
  header.writeInt32BE(compressed.length, 4);
  return Buffer.concat([header, compressed]).toString('base64');
}

/** With other counts behind the header, as their bytes. */
function withCounts(...counts: readonly number[]): string {
  return repacked((payload) => {
    const changed = Buffer.concat([payload.subarray(0, 40), Buffer.from(counts)]);
    changed.writeInt32BE(counts.length, 4);
    return changed;
  });
}

const withHeader = (at: number, value: number) =>
  repacked((payload) => {
    payload.writeInt32BE(value, at);
    return payload;
  });

describe('reads the encoding', () => {
  test.each([
    [
      'counts, ZigZag',
      [2, 4],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    ['a run of zeros', [5, 2], [[3, 1]]],
    ['a zero on its own', [0, 2], [[1, 1]]],
    ['a count of more than one byte', [0x80 | 0x58, 0x04], [[0, 300]]],
    ['the last bucket', [0xfd, 0xef, 0x02, 2], [[23_551, 1]]],
  ] as const)('%s', (_, bytes, counts) => {
    expect(decodeHistogram(withCounts(...bytes))).toEqual(counts);
  });
});

describe('refuses damage', () => {
  test.each([
    ['no base64 of a histogram', 'AAAA', 'holds no V2 histogram'],
    ['another envelope', Buffer.from('12345678901234567890').toString('base64'), 'holds no V2 histogram'],
    ['an envelope of something else', envelope(Buffer.from('not zlib')), 'holds no V2 histogram'],
    ['another cookie inside', withHeader(0, 0x1c849301), 'holds no V2 histogram'],
    ['a bomb', envelope(deflateSync(Buffer.alloc(1e6))), 'holds no V2 histogram'],
    ['an offset', withHeader(8, 2), 'another precision'],
    ['two digits', encoded([5], { digits: 2 }), 'another precision'],
    ['another first bucket', encoded([5000], { lowest: 1000 }), 'another precision'],
    ['counts that are fewer than it says', withHeader(4, 99), 'was cut off'],
    ['a count that does not end', withCounts(2, 0x80), 'was cut off'],
    [
      'a count without end',
      withCounts(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01),
      'no interval can have',
    ],
    ['a run of zeros beyond the last bucket', withCounts(0xff, 0xff, 0xff, 0x7f), 'beyond the last bucket'],
    ['a count behind the last bucket', withCounts(0xff, 0xef, 0x02, 2), 'beyond the last bucket'],
  ])('%s', (_, text, problem) => {
    expect(() => decodeHistogram(text)).toThrow(RangeError);
    expect(() => decodeHistogram(text)).toThrow(problem);
  });

  test('a text that was cut off anywhere', () => {
    const text = encoded(valuesOf(1, 50));
    for (let length = 0; length < text.length - 4; length += 1) {
      expect(() => decodeHistogram(text.slice(0, length)), `${length} characters`).toThrow(RangeError);
    }
  });

  test('a byte that was changed anywhere', () => {
    const bytes = Buffer.from(encoded(valuesOf(2, 50)), 'base64');
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x0f;
      expect(() => decodeHistogram(changed.toString('base64')), `byte ${at}`).toThrow(RangeError);
    }
  });
});
