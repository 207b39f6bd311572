import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { StandInError } from '../errors.ts';

/** Takes lines for `truth.ndjson`. */
export interface TruthWriter {
  write(line: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/** A writer for runs whose truth nobody asked for. */
export const noTruth: TruthWriter = { write: () => undefined, close: async () => undefined };

/**
 * Opens the file for appending.
 *
 * @throws StandInError `usage` when it cannot be opened
 */
export async function openTruth(file: string): Promise<TruthWriter> {
  const stream = createWriteStream(file, { flags: 'a' });
  try {
    await once(stream, 'open');
  } catch (cause) {
    throw new StandInError(
      'usage',
      `${file} cannot be written; give --truth a file in a folder that exists`,
      {
        cause,
      },
    );
  }
  return {
    write: (line) => {
      stream.write(`${JSON.stringify(line)}\n`);
    },
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
}
