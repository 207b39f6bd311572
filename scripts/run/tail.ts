import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 64 * 1024;

/** Reads what was appended to a growing file of lines. */
export interface Tail {
  /** The whole lines that came since the last call; none while the file does not exist. */
  newLines(): readonly string[];
}

/** A tail that starts at the file's beginning. */
export function createTail(path: string): Tail {
  let offset = 0;
  let rest = Buffer.alloc(0);
  const newLines = () => {
    const appended = readFrom(path, offset);
    offset += appended.length;
    const text = Buffer.concat([rest, appended]);
    const end = text.lastIndexOf('\n') + 1;
    rest = text.subarray(end);
    return text
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
  };
  return { newLines };
}

function readFrom(path: string, offset: number): Buffer<ArrayBuffer> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const chunks: Buffer[] = [];
    for (let position = offset; ;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const length = readSync(file, chunk, 0, CHUNK_BYTES, position);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
      position += length;
    }
  } finally {
    closeSync(file);
  }
}
