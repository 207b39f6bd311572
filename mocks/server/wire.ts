import type { ServerResponse } from 'node:http';

/** A reader that lets this much pile up is cut, so that one slow tab cannot eat the memory. */
const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/** Writes pieces of streams to their connections. */
export interface Wire {
  /** False when the stream has ended: then nothing is written. */
  readonly write: (response: ServerResponse, piece: Buffer) => boolean;
  /** Destroys a stream's connection once all that was written is out: at once it would take that with it. */
  readonly cut: (response: ServerResponse) => void;
}

/**
 * Creates a wire that makes a piece a chunk (RFC 9112, 7.1) once, however many streams it goes to in a row: Node's own
 * `write` makes one for each, of four parts.
 */
export function createWire(): Wire {
  let last: Buffer | undefined;
  let chunk: Buffer = Buffer.alloc(0);
  return {
    write: (response, piece) => {
      const { socket } = response;
      if (response.destroyed || response.writableEnded) return false;
      if (piece.length === 0) return true;
      if (socket === null || !response.chunkedEncoding) {
        // HTTP/1.0, or an earlier answer on the connection that is not out yet.
        response.write(piece);
      } else {
        if (piece !== last) chunk = chunkOf(piece);
        last = piece;
        socket.write(chunk);
      }
      if (response.writableLength > BACKLOG_LIMIT_BYTES) response.destroy();
      return true;
    },
    cut: (response) => {
      (response.socket ?? response).write('', () => response.destroy());
    },
  };
}

function chunkOf(piece: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
}
