import { inflateSync } from 'node:zlib';

/*
 * HdrHistogram's V2 encoding, as its log format holds it: base64 of [cookie, length, zlib of [cookie, length of the
 * counts, offset, digits, lowest, highest, ratio, counts]], big-endian. A count is a ZigZag LEB128 number; a negative one is
 * a run of that many empty buckets. Source: HdrHistogram/HdrHistogram, AbstractHistogram.encodeIntoByteBuffer.
 *
 * hdr-histogram-js gives the same (see the tests), by way of an array of 188 KB for every line.
 */
const COMPRESSED_COOKIE = 0x1c849304;
const COOKIE = 0x1c849303;
/** The lowest byte but four bits says how wide a word was in older encodings; in V2 it means nothing. */
const WORD_SIZE_BITS = 0xf0;
const COMPRESSED_HEADER_BYTES = 8;
const HEADER_BYTES = 40;
/** Up to 2^32 µs (71 minutes), which bucket.ts computes with; the engine clamps at an hour. */
const BUCKETS = 23_552;
/** Seven bits each: a count below 2^48, far more than any interval has. */
const MAX_COUNT_BYTES = 7;
const MAX_BYTES = HEADER_BYTES + BUCKETS * MAX_COUNT_BYTES;

/**
 * The counts of a histogram of three digits from 1 µs, by index of their bucket, ascending.
 *
 * @throws RangeError that says what is wrong, for anything else
 */
export function decodeHistogram(base64: string): readonly (readonly [index: number, count: number])[] {
  const compressed = Buffer.from(base64, 'base64');
  if (!hasCookie(compressed, COMPRESSED_COOKIE, COMPRESSED_HEADER_BYTES)) throw noHistogram();
  if (compressed.readInt32BE(4) !== compressed.length - COMPRESSED_HEADER_BYTES) {
    throw new RangeError('holds a histogram that was cut off');
  }
  const histogram = inflate(compressed.subarray(COMPRESSED_HEADER_BYTES));
  if (!hasCookie(histogram, COOKIE, HEADER_BYTES)) throw noHistogram();
  assertPrecision(histogram);
  const counts = histogram.subarray(HEADER_BYTES);
  if (histogram.readInt32BE(4) !== counts.length) throw new RangeError('holds a histogram that was cut off');
  return countsOf(counts);
}

function hasCookie(bytes: Buffer, cookie: number, headerBytes: number): boolean {
  return bytes.length >= headerBytes && (bytes.readInt32BE(0) & ~WORD_SIZE_BITS) === cookie;
}

function inflate(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    throw noHistogram(cause);
  }
}

function noHistogram(cause?: unknown): RangeError {
  return new RangeError('holds no V2 histogram', { cause });
}

/**
 * An offset, or another first bucket, would give every count another meaning. (hdr-histogram-js writes an offset of 1, reads
 * none, and means 0.)
 */
function assertPrecision(histogram: Buffer): void {
  const offset = histogram.readInt32BE(8);
  const digits = histogram.readInt32BE(12);
  const lowest = histogram.readBigInt64BE(16);
  if (offset < 0 || offset > 1 || digits !== 3 || lowest !== 1n) {
    throw new RangeError('holds a histogram of another precision than 3 digits from 1 µs');
  }
}

function countsOf(bytes: Buffer): [number, number][] {
  const counts: [number, number][] = [];
  let index = 0;
  for (let at = 0; at < bytes.length;) {
    const length = countLength(bytes, at);
    const count = countAt(bytes, at, length);
    if (count > 0) counts.push([index, count]);
    index += count < 0 ? -count : 1;
    if (index > BUCKETS) throw new RangeError('holds counts beyond the last bucket');
    at += length;
  }
  return counts;
}

function countLength(bytes: Buffer, at: number): number {
  let length = 1;
  while ((bytes[at + length - 1] ?? 0) >= 0x80) length += 1;
  if (at + length > bytes.length) throw new RangeError('holds a histogram that was cut off');
  if (length > MAX_COUNT_BYTES) throw new RangeError('holds a count that no interval can have');
  return length;
}

function countAt(bytes: Buffer, at: number, length: number): number {
  let zigZag = 0;
  for (let byte = at + length - 1; byte >= at; byte -= 1)
    zigZag = zigZag * 0x80 + ((bytes[byte] ?? 0) & 0x7f);
  return zigZag % 2 === 0 ? zigZag / 2 : -(zigZag + 1) / 2;
}
