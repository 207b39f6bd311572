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
  // A disk that is full must not end a run in its middle: it is told at the end.
  let failure: Error | undefined;
  stream.on('error', (error) => (failure = error));
  return {
    write: (line) => {
      if (failure === undefined) stream.write(`${JSON.stringify(line)}\n`);
    },
    close: async () => {
      stream.end();
      await finished(stream).catch((error: Error) => (failure = error));
      if (failure !== undefined)
        throw new StandInError('defect', `${file} could not be written to its end (${failure.message})`, {
          cause: failure,
        });
    },
  };
}
