import type { ServerResponse } from 'node:http';
import { every, type Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import type { UserEvent } from '../machine/command.ts';
import type { Ledger } from '../truth/ledger.ts';
import { createFaultyDelivery, DELIVERY_FAULTS } from './faulty-delivery.ts';
import { PING } from './frame.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import type { Gate } from './gate.ts';
import type { Wire } from './wire.ts';

/** What streams stand on. */
export interface StreamParts {
  readonly clock: Clock;
  readonly pingIntervalMs: number;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly wire: Wire;
  /** What is written waits here while the server stands still. */
  readonly gate: Gate;
}

/** One open event stream. */
export interface Stream {
  /** Delivers one event, or what faults make of it. @param frame the event as it goes over the wire */
  send(event: UserEvent, frame: Buffer): void;
  /** Ends it in an orderly way. */
  end(): void;
  /** Releases its timers; the connection is gone. */
  release(): void;
}

/** Takes over a response whose headers are out; pings at once and after every interval. */
export function createStream(response: ServerResponse, number: number, parts: StreamParts): Stream {
  const { clock, faults, ledger, wire, gate } = parts;
  const outlet = createOutlet(clock, {
    write: (piece, onOut) =>
      gate.pass(() => {
        if (wire.write(response, piece)) onOut?.();
      }),
    overflow: () => response.destroy(),
  });
  const cancelPings = startPings(outlet, number, parts);
  const cancelExpiry = startExpiry(response, number, parts);
  let isCut = false;
  // Most streams never meet a fault.
  let faulty: ReturnType<typeof createFaultyDelivery> | undefined;
  const cut = (): void => {
    isCut = true;
    wire.cut(response);
  };
  return {
    send: (event, frame) => {
      if (isCut || response.destroyed || response.writableEnded) return;
      if (faulty === undefined && !faults.mayStrike(DELIVERY_FAULTS)) {
        outlet.write(frame, { onOut: ledger.delivery });
        return;
      }
      faulty ??= createFaultyDelivery({
        stream: number,
        outlet,
        faults,
        clock,
        onFrame: ledger.delivery,
        cut,
      });
      faulty.send(event, frame);
    },
    end: () => response.end(),
    release: () => {
      cancelPings();
      cancelExpiry();
      faulty?.release();
      outlet.close();
    },
  };
}

/** Destroys the connection when its time is over, where a fault says so. */
function startExpiry(response: ServerResponse, stream: number, { clock, faults }: StreamParts): () => void {
  const expiry = faults.draw('cut-after');
  if (expiry === undefined) return () => undefined;
  return clock.after(faults.timeOf(expiry), () => {
    faults.note('cut-after', { stream });
    response.destroy();
  });
}

function startPings(
  outlet: Outlet,
  stream: number,
  { clock, pingIntervalMs, faults }: StreamParts,
): () => void {
  const ping = (): void => {
    // A server that stands still does not ping either.
    if (faults.heldForMs() === 0 && faults.strike('no-pings', { stream }) === undefined) outlet.write(PING);
  };
  ping();
  return every(clock, pingIntervalMs, ping);
}
