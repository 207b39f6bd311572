import type { HistogramInterval } from '../analysis/accumulator.ts';
import { parseSeriesKey } from '../analysis/series-key.ts';
import { HarnessError } from '../errors.ts';
import { decodeHistogram } from './encoded-histogram.ts';
import { type LogEnd, type LogSource, type TextLine, textLines, TOO_LONG } from './text-lines.ts';

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
    if (line.tooLong) throw unreadable({ path: source.path, line }, TOO_LONG);
    // A cut line may still decode, to a smaller histogram: it is never trusted.
    if (!line.complete) return { cut: true };
    readTimes(line.text, times);
    if (line.text === '' || line.text.startsWith('#') || line.text.startsWith('"')) continue;
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

function decode(path: string, line: TextLine, text: string): HistogramInterval['buckets'] {
  try {
    return decodeHistogram(text);
  } catch (cause) {
    throw unreadable({ path, line }, (cause as Error).message, cause);
  }
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
