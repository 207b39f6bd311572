import { terminalText } from '../reporters/escape.ts';
import { withoutSecrets } from '../secrets.ts';

const MAX_SHOWN_CHARS = 300;
/** Logrus's levels, of those that are complaints. */
const COMPLAINTS = ['warning', 'error', 'fatal', 'panic'] as const;

/** A line of the engine's log, which k6 writes as JSON (`--log-format json`). */
export interface LogEntry {
  readonly level: string;
  readonly msg: string;
  /** The cause, where k6 gives one apart. */
  readonly error?: string;
}

/** The entry that a line holds; undefined for a line of something else. */
export function parseLogEntry(line: string): LogEntry | undefined {
  const value = parsedObject(line);
  if (typeof value?.['level'] !== 'string' || typeof value['msg'] !== 'string') return undefined;
  const { level, msg, error } = value;
  return typeof error === 'string' ? { level, msg, error } : { level, msg };
}

/** True for a line of JSON, whatever it says: an output of k6 on stdout, for example. */
export function isJson(line: string): boolean {
  return parsedObject(line) !== undefined;
}

/** True from a warning upwards. */
export function isComplaint({ level }: LogEntry): boolean {
  return COMPLAINTS.some((each) => each === level);
}

/** True for what is worse than a warning. */
export function isError(entry: LogEntry): boolean {
  return isComplaint(entry) && entry.level !== 'warning';
}

/** An entry in one line that can be shown. */
export function entryText({ msg, error }: LogEntry): string {
  return shownText(error === undefined ? msg : `${msg}: ${error}`);
}

/** What a process said, on one line, masked, cut, and harmless to a terminal. */
export function shownText(text: string): string {
  return terminalText(withoutSecrets(text.trim()).slice(0, MAX_SHOWN_CHARS));
}

function parsedObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
