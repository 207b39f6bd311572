import type { Clock } from '../clock.ts';
import type { FaultId } from '../faults/catalogue.ts';
import { DISTORTIONS, INTRUSIONS, isLink, type Sent } from '../faults/events.ts';
import type { ActiveFault, Faults } from '../faults/faults.ts';
import type { UserEvent } from '../machine/command.ts';
import { frameOf } from './frame.ts';
import type { Outlet } from './outlet.ts';

/** A reordered event that nothing follows comes all the same, so much later. */
const REORDERED_MS = 1_000;
const DRIP_BYTES = 16;

const DISTORTING = Object.keys(DISTORTIONS) as readonly (keyof typeof DISTORTIONS)[];
const INTRUDING = Object.keys(INTRUSIONS) as readonly (keyof typeof INTRUSIONS)[];

/** Every fault of one delivery. */
export const DELIVERY_FAULTS: readonly FaultId[] = [
  'lost',
  'linkless',
  'repeated',
  'reordered',
  'cut',
  'drip',
  'burst',
  ...DISTORTING,
  ...INTRUDING,
];

/** What a delivery on one stream stands on. */
export interface DeliveryParts {
  readonly stream: number;
  readonly outlet: Outlet;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Told of each frame that goes out. */
  readonly onFrame: () => void;
  /** Destroys the connection once what was written is out. */
  readonly cut: () => void;
}

/** Delivers events to one stream as faults make them. */
export interface FaultyDelivery {
  /** @param frame the event as it is without faults */
  readonly send: (event: UserEvent, frame: Buffer) => void;
  /** Forgets what waits. */
  readonly release: () => void;
}

/** Creates the delivery of one stream. */
export function createFaultyDelivery(parts: DeliveryParts): FaultyDelivery {
  const { stream, outlet, faults, clock, onFrame, cut } = parts;
  let overtaken: Buffer | undefined;
  let cancel = (): void => undefined;
  const out = (frame: Buffer, afterMs = 0): void => outlet.write(frame, { afterMs, onOut: onFrame });
  const releaseOvertaken = (): void => {
    cancel();
    if (overtaken !== undefined) out(overtaken);
    overtaken = undefined;
  };
  return {
    send: (event, intact) => {
      // All chances are drawn, whatever comes of them: one fault does not change whom another hits.
      const drawn = new Map(DELIVERY_FAULTS.map((id) => [id, faults.draw(id, { event: event.name })]));
      const takesEffect = (id: FaultId): ActiveFault | undefined => {
        const fault = drawn.get(id);
        if (fault !== undefined) faults.note(id, { entryId: event.identifier, stream });
        return fault;
      };
      if (takesEffect('lost') !== undefined) return;
      if (isLink(event) && takesEffect('linkless') !== undefined) return;
      const frame = distorted(event, drawn, takesEffect) ?? intact;
      if (overtaken === undefined && takesEffect('reordered') !== undefined) {
        overtaken = frame;
        cancel = clock.after(REORDERED_MS, releaseOvertaken);
        return;
      }
      const drip = takesEffect('drip');
      const burst = drip === undefined ? takesEffect('burst') : undefined;
      if (drip !== undefined) dripOut(frame, drip, parts);
      else out(frame, burst === undefined ? 0 : faults.timeOf(burst));
      releaseOvertaken();
      for (const id of INTRUDING) if (takesEffect(id) !== undefined) out(frameOf(INTRUSIONS[id](event)));
      if (takesEffect('repeated') !== undefined) out(frame);
      if (takesEffect('cut') !== undefined) outlet.afterwards(cut);
    },
    release: () => cancel(),
  };
}

const SENT = ['name', 'id', 'data'] as const satisfies readonly (keyof Sent)[];

/** The event as the first distortion that hits it, and changes it, makes it; undefined when none does. */
function distorted(
  event: Sent,
  drawn: ReadonlyMap<FaultId, ActiveFault | undefined>,
  takesEffect: (id: FaultId) => unknown,
): Buffer | undefined {
  for (const id of DISTORTING) {
    if (drawn.get(id) === undefined) continue;
    const changed = DISTORTIONS[id](event);
    if (SENT.every((member) => changed[member] === event[member])) continue;
    takesEffect(id);
    return frameOf(changed);
  }
  return undefined;
}

function dripOut(frame: Buffer, drip: ActiveFault, { outlet, faults, onFrame }: DeliveryParts): void {
  for (let from = 0; from < frame.length; from += DRIP_BYTES) {
    const isLast = from + DRIP_BYTES >= frame.length;
    const afterMs = faults.timeOf(drip);
    outlet.write(frame.subarray(from, from + DRIP_BYTES), { afterMs, ...(isLast && { onOut: onFrame }) });
  }
}
