import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';

import { Accumulator } from '../analysis/accumulator.ts';
import type { Measurements, SeriesLimit } from '../analysis/measurements.ts';
import type { EngineRecord } from '../analysis/records.ts';
import { HarnessError } from '../errors.ts';
import { readHistogramLog } from './histogram-log.ts';
import { readIntervalLog } from './interval-log.ts';
import { type LogEnd, type LogSource, textLines } from './text-lines.ts';

/** The files of one run that hold its measurements. */
export interface MeasurementFiles {
  /** Path prefixes, one per instance: `<prefix>.hlog` and `<prefix>.ndjson`. */
  readonly prefixes: readonly string[];
  /** Start of the run, ms since 1970 UTC: where the first interval begins. Default: the first instance's own start. */
  readonly startMs?: number;
  /** `limitsOf(slos)`: what values are counted against per interval. */
  readonly limits: readonly SeriesLimit[];
}

/**
 * Reads and merges what all instances wrote. A missing file is an instance that measured nothing.
 *
 * @throws HarnessError `harness` with file and line when a file is damaged elsewhere than in its last line
 */
export async function readMeasurements(files: MeasurementFiles): Promise<Measurements> {
  const startMs = files.startMs ?? (await firstStart(files.prefixes));
  const all = new Accumulator(startMs, files.limits);
  for (const prefix of files.prefixes) {
    const instance = basename(prefix);
    all.addInstance(instance);
    await read(
      `${prefix}.ndjson`,
      (source) => readIntervalLog(source, (record) => addRecord(all, instance, record)),
      all,
    );
    await read(
      `${prefix}.hlog`,
      (source) => readHistogramLog(source, (interval) => all.addHistogram(interval)),
      all,
    );
  }
  return all.measurements();
}

async function read(
  path: string,
  reader: (source: LogSource) => Promise<LogEnd>,
  all: Accumulator,
): Promise<void> {
  if (!(await exists(path))) return;
  const end = await reader({ path, chunks: chunksOf(path) });
  if (end.cut) all.addCutFile(basename(path));
}

function addRecord(all: Accumulator, instance: string, record: EngineRecord): void {
  try {
    all.addRecord(instance, record);
  } catch (cause) {
    throw new HarnessError('harness', `${instance}.ndjson: ${(cause as Error).message}; run again`, {
      cause,
    });
  }
}

async function firstStart(prefixes: readonly string[]): Promise<number> {
  const starts: number[] = [];
  for (const prefix of prefixes) {
    const path = `${prefix}.ndjson`;
    if (!(await exists(path))) continue;
    for await (const line of textLines(chunksOf(path))) {
      const at = startOf(line.text);
      if (at !== undefined) starts.push(at);
      break;
    }
  }
  return starts.length === 0 ? 0 : Math.min(...starts);
}

function startOf(firstLine: string): number | undefined {
  try {
    const record = JSON.parse(firstLine) as Partial<EngineRecord>;
    return record.kind === 'start' ? record.at : undefined;
  } catch {
    return undefined;
  }
}

function chunksOf(path: string): AsyncIterable<string> {
  return createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
