import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import type { Outcome, UserEvent } from '../machine/command.ts';
import type { Ledger } from '../truth/ledger.ts';

/** A reader that lets this much pile up is cut, so that one slow tab cannot eat the memory. */
const BACKLOG_LIMIT_BYTES = 1024 * 1024;
const PING = 'event: ping\ndata: 0\n\n';

/** The open event streams of all guests. */
export interface Streams {
  /** Takes over a response whose headers are out: replays, then delivers until either side ends. */
  open(response: ServerResponse, opening: Opening): void;
  /** Sends each event to every stream of its guest. */
  deliver(events: Outcome['events']): void;
  /** Ends all, so that clients see an orderly end. */
  end(): void;
}

/** Whose stream it is and what it missed. */
export interface Opening {
  readonly subject: string;
  readonly replay: readonly UserEvent[];
  /** The newest event id when it was opened: whatever is not newer was replayed, or is not wanted. */
  readonly head: number;
}

/** What streams stand on. */
export interface StreamParts {
  readonly clock: Clock;
  readonly pingIntervalMs: number;
  readonly faults: Faults;
  readonly ledger: Ledger;
  /** Told when a stream is gone. */
  readonly onLeave: (subject: string) => void;
}

interface Stream {
  readonly id: number;
  readonly head: number;
  readonly response: ServerResponse;
  isCut: boolean;
}

/** Creates the hub of all streams. */
export function createStreams(parts: StreamParts): Streams {
  const bySubject = new Map<string, Set<Stream>>();
  let opened = 0;
  return {
    open: (response, { subject, replay, head }) => {
      opened += 1;
      const stream: Stream = { id: opened, head, response, isCut: false };
      const siblings = bySubject.get(subject) ?? new Set();
      bySubject.set(subject, siblings.add(stream));
      parts.ledger.streamOpened();
      const stopPings = startPings(stream, parts);
      response.on('close', () => {
        stopPings();
        siblings.delete(stream);
        if (siblings.size === 0) bySubject.delete(subject);
        parts.ledger.streamClosed();
        parts.onLeave(subject);
      });
      for (const event of replay) send(stream, event, parts);
    },
    deliver: (events) => {
      for (const { subject, event } of events) {
        parts.ledger.event(event.name);
        for (const stream of bySubject.get(subject) ?? []) {
          // An event that was held back, or is under way, may have been replayed already.
          if (event.id > stream.head) send(stream, event, parts);
        }
      }
    },
    end: () => {
      for (const siblings of bySubject.values()) for (const { response } of siblings) response.end();
    },
  };
}

function startPings(stream: Stream, { clock, pingIntervalMs, faults }: StreamParts): () => void {
  let cancel = (): void => undefined;
  const ping = (): void => {
    // A server that stands still does not ping either.
    if (faults.heldForMs(clock.now()) === 0) write(stream, PING);
    cancel = clock.after(pingIntervalMs, ping);
  };
  ping();
  return () => cancel();
}

function send(stream: Stream, event: UserEvent, { faults, ledger }: StreamParts): void {
  if (stream.isCut || stream.response.destroyed || stream.response.writableEnded) return;
  const fate = faults.fateOf(event, stream.id);
  if (fate === 'lost') return;
  const frame = `event: ${event.name}\nid: ${event.id}\ndata: ${event.data}\n\n`;
  ledger.delivery();
  if (fate === 'cut') {
    stream.isCut = true;
    // Destroyed at once, the socket would take the event with it.
    stream.response.write(frame, () => stream.response.destroy());
    return;
  }
  write(stream, frame);
  if (fate === 'repeated') {
    write(stream, frame);
    ledger.delivery();
  }
}

function write({ response, isCut }: Stream, text: string): void {
  if (isCut || response.destroyed || response.writableEnded) return;
  response.write(text);
  if (response.writableLength > BACKLOG_LIMIT_BYTES) response.destroy();
}
