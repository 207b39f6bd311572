import { decodeFromCompressedBase64, JsHistogram } from 'hdr-histogram-js';

import type { HistogramInterval } from '../analysis/accumulator.ts';
import { parseSeriesKey } from '../analysis/series-key.ts';
import { HarnessError } from '../errors.ts';
import { type TextLine, textLines } from './text-lines.ts';

/** A text with the path to name it by. */
export interface LogSource {
  readonly path: string;
  readonly chunks: AsyncIterable<string> | Iterable<string>;
}

/** What a log gives besides its lines. */
export interface LogEnd {
  /** True when the last line was cut off and left out. */
  readonly cut: boolean;
}

// 2^11 places in the first bucket, unit 1: three significant digits from 1 µs, which bucket.ts computes with.
const SUB_BUCKETS = 2048;
const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * Reads an HdrHistogram interval log (V2) as the engine writes it, decoding each line once.
 *
 * @param take gets every interval, in the order of the file
 * @throws HarnessError `harness` with file and line for anything but a cut last line
 */
export async function readHistogramLog(
  source: LogSource,
  take: (interval: HistogramInterval) => void,
): Promise<LogEnd> {
  const times = { startSeconds: 0, baseSeconds: undefined as number | undefined };
  for await (const line of textLines(source.chunks)) {
    readTimes(line.text, times);
    if (line.text === '' || line.text.startsWith('#') || line.text.startsWith('"')) continue;
    // A cut line may still decode, to a smaller histogram: it is never trusted.
    if (!line.complete) return { cut: true };
    take(parseLine(source.path, line, times));
  }
  return { cut: false };
}

interface LogTimes {
  startSeconds: number;
  baseSeconds: number | undefined;
}

function readTimes(text: string, times: LogTimes): void {
  const found = /^#\[(StartTime|BaseTime): ([\d.]+)/.exec(text);
  if (found === null) return;
  if (found[1] === 'StartTime') times.startSeconds = Number(found[2]);
  else times.baseSeconds = Number(found[2]);
}

function parseLine(path: string, line: TextLine, times: LogTimes): HistogramInterval {
  const parts = /^(?:Tag=([^, ]+),)?([\d.]+),([\d.]+),[\d.]+,([A-Za-z0-9+/=]+)\r?$/.exec(line.text);
  if (parts === null) throw unreadable({ path, line }, 'is not Tag=…,start,length,max,histogram');
  const [, tag = '', start, length, histogram = ''] = parts;
  const name = parseSeriesKey(tag);
  if (name === undefined)
    throw unreadable({ path, line }, `tag ${JSON.stringify(tag)} is not metric{key=value;…}`);
  const startSeconds = Number(start) + baseOf(Number(start), times);
  return {
    ...name,
    startMs: startSeconds * 1000,
    lengthMs: Number(length) * 1000,
    buckets: decode(path, line, histogram),
  };
}

// As the format's own readers: without a base, small stamps count from the start of the log.
function baseOf(start: number, { startSeconds, baseSeconds }: LogTimes): number {
  return baseSeconds ?? (start < startSeconds - YEAR_SECONDS ? startSeconds : 0);
}

function decode(path: string, line: TextLine, text: string): readonly (readonly [number, number])[] {
  let histogram: unknown;
  try {
    histogram = decodeFromCompressedBase64(text);
  } catch (cause) {
    throw unreadable({ path, line }, 'holds no V2 histogram', cause);
  }
  if (
    !(histogram instanceof JsHistogram) ||
    histogram.subBucketCount !== SUB_BUCKETS ||
    histogram.unitMagnitude !== 0
  ) {
    throw unreadable({ path, line }, 'holds a histogram of another precision than 3 digits from 1 µs');
  }
  const buckets: [number, number][] = [];
  let left = histogram.totalCount;
  for (let index = 0; left > 0 && index < histogram.countsArrayLength; index += 1) {
    const count = histogram.getCountAtIndex(index);
    if (count === 0) continue;
    buckets.push([index, count]);
    left -= count;
  }
  return buckets;
}

interface Place {
  readonly path: string;
  readonly line: TextLine;
}

function unreadable({ path, line }: Place, problem: string, cause?: unknown): HarnessError {
  return new HarnessError(
    'harness',
    `${path}:${line.number}: line ${problem}; the file is damaged, run again`,
    { cause },
  );
}
