import type { EngineRecord } from '../analysis/records.ts';
import { HarnessError } from '../errors.ts';
import { type LogEnd, type LogSource, textLines, TOO_LONG } from './text-lines.ts';

const KINDS: ReadonlySet<string> = new Set<EngineRecord['kind']>([
  'start',
  'interval',
  'violation',
  'exception',
  'end',
]);

/**
 * Reads the engine's `.ndjson`: counters, gauges, violations and the books.
 *
 * @param take gets every record, in the order of the file; kinds that are not known are left out
 * @throws HarnessError `harness` with file and line for anything but a cut last line
 */
export async function readIntervalLog(
  source: LogSource,
  take: (record: EngineRecord) => void,
): Promise<LogEnd> {
  for await (const line of textLines(source.chunks)) {
    const damaged = (problem: string) =>
      new HarnessError(
        'harness',
        `${source.path}:${line.number}: ${problem}; the file is damaged, run again`,
      );
    if (line.tooLong) throw damaged(`line ${TOO_LONG}`);
    if (!line.complete) return { cut: true };
    if (line.text.trim() === '') continue;
    const record = parse(line.text);
    if (record === undefined) {
      throw damaged(`${JSON.stringify(line.text.slice(0, 60))} is no JSON object with a kind`);
    }
    if (KINDS.has(record.kind)) take(record);
  }
  return { cut: false };
}

// The engine is ours and versioned with this reader; what is checked here is damage, not shape.
function parse(text: string): EngineRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'kind' in value
      ? (value as EngineRecord)
      : undefined;
  } catch {
    return undefined;
  }
}
