import type { Clock } from '../clock.ts';

/** Writes pieces one after the other, some of them late: what comes behind a late one waits for it. */
export interface Outlet {
  /** @param onOut told when it is written, which it may never be */
  write(piece: Buffer, late?: Late): void;
  /** Runs a task when everything before it is written. */
  afterwards(task: () => void): void;
  /** Drops what waits. */
  close(): void;
}

/** How a piece waits. */
export interface Late {
  /** From when the one before was written. */
  readonly afterMs?: number;
  readonly onOut?: () => void;
}

/** What may wait in an outlet; more is no slow stream any longer. */
const WAITING_LIMIT_BYTES = 1024 * 1024;

/** Where an outlet leads. */
export interface OutletParts {
  /** Writes a piece, which may be empty, and then does what follows. */
  readonly write: (piece: Buffer, onOut?: () => void) => void;
  /** Told when more waits than may. */
  readonly overflow: () => void;
}

interface Waiting extends Late {
  readonly piece: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Creates an outlet; as long as nothing is late, it holds nothing and costs no timer. */
export function createOutlet(clock: Clock, { write, overflow }: OutletParts): Outlet {
  let queue: Waiting[] = [];
  let waitingBytes = 0;
  let cancel: (() => void) | undefined;
  const drain = (): void => {
    cancel = undefined;
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const { afterMs = 0 } = first;
      if (afterMs > 0) {
        queue[0] = { ...first, afterMs: 0 };
        cancel = clock.after(afterMs, drain);
        return;
      }
      queue.shift();
      waitingBytes -= first.piece.length;
      write(first.piece, first.onOut);
    }
  };
  const add = (waiting: Waiting): void => {
    if (queue.length === 0 && (waiting.afterMs ?? 0) === 0) {
      write(waiting.piece, waiting.onOut);
      return;
    }
    queue.push(waiting);
    waitingBytes += waiting.piece.length;
    if (waitingBytes > WAITING_LIMIT_BYTES) overflow();
    else if (cancel === undefined) drain();
  };
  return {
    write: (piece, late) => add({ ...late, piece }),
    afterwards: (onOut) => add({ piece: NOTHING, onOut }),
    close: () => {
      cancel?.();
      cancel = undefined;
      queue = [];
      waitingBytes = 0;
    },
  };
}
