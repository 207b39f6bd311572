import type { Sent } from '../faults/events.ts';

/** The keep-alive event (C, S21 S23). */
export const PING = Buffer.from('event: ping\ndata: 0\n\n');

/** One event as it goes over the wire. */
export function frameOf({ name, id, data }: Sent): Buffer {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`event: ${name}\n${idLine}data: ${data}\n\n`);
}
