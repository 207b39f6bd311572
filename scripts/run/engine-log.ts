import { createReadStream, existsSync } from 'node:fs';
import { entryText, isComplaint, isError, isJson, parseLogEntry, shownText } from '../k6/log-line.ts';
import { textLines } from '../run-folder/text-lines.ts';

/**
 * What the engine complained of: its warnings and errors, a dead output of k6 among them, and what is no entry of its
 * log, such as the words of a Go runtime that crashes. No number of the run shows it.
 */
export interface Complaints {
  readonly count: number;
  /** The last one, fit to be shown. */
  readonly last: string | undefined;
  /** The last one that is worse than a warning. */
  readonly lastError: string | undefined;
}

/** Reads the log of an engine that has ended. Memory is bounded: a script that throws in each iteration writes gigabytes. */
export async function readComplaints(path: string): Promise<Complaints> {
  let count = 0;
  let last: string | undefined;
  let lastError: string | undefined;
  const add = (text: string, error: boolean) => {
    count += 1;
    last = text;
    if (error) lastError = text;
  };
  // What goes over many lines, as a crash does, is one complaint: its first line says what happened.
  let inOtherText = false;
  for await (const { text, complete } of textLines(existsSync(path) ? chunksOf(path) : [])) {
    const entry = parseLogEntry(text);
    const other = entry === undefined && text.trim() !== '' && !isJson(text) && !isCut(text, complete);
    if (other && !inOtherText) add(shownText(text), true);
    if (entry !== undefined && isComplaint(entry)) add(entryText(entry), isError(entry));
    inOtherText = other || (inOtherText && text.trim() === '');
  }
  return { count, last, lastError };
}

/** The engine was killed while it wrote an entry. */
function isCut(text: string, complete: boolean): boolean {
  return !complete && text.startsWith('{');
}

function chunksOf(path: string): AsyncIterable<string> {
  return createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>;
}
