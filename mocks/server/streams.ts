import type { ServerResponse } from 'node:http';
import type { Faults } from '../faults/faults.ts';
import type { Outcome, UserEvent } from '../machine/command.ts';
import { frameOf } from './frame.ts';
import { createStream, type Stream, type StreamParts } from './stream.ts';
import { createWire } from './wire.ts';

/** The open event streams of all users. */
export interface Streams {
  /** Takes over a response whose headers are out: replays, then delivers until either side ends. */
  open(response: ServerResponse, opening: Opening): void;
  /** Sends each event to every stream of its user. */
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

/** What the hub stands on. */
export interface StreamsParts extends Omit<StreamParts, 'wire'> {
  /** Told when a stream is gone. */
  readonly onLeave: (subject: string) => void;
}

interface Tab {
  readonly head: number;
  readonly stream: Stream;
}

/** Creates the hub of all streams. */
export function createStreams(parts: StreamsParts): Streams {
  const { ledger, faults, onLeave } = parts;
  const streamParts = { ...parts, wire: createWire() };
  const bySubject = new Map<string, Set<Tab>>();
  let opened = 0;
  const leave = (subject: string, tab: Tab): void => {
    const siblings = bySubject.get(subject);
    // Ended by us, and then gone: once.
    if (siblings?.delete(tab) !== true) return;
    if (siblings.size === 0) bySubject.delete(subject);
    tab.stream.release();
    ledger.streamClosed();
    onLeave(subject);
  };
  return {
    open: (response, { subject, replay, head }) => {
      // Gone while it waited for its answer: nobody will tell us again.
      if (response.destroyed) {
        onLeave(subject);
        return;
      }
      opened += 1;
      const tab: Tab = { head, stream: createStream(response, opened, streamParts) };
      const siblings = bySubject.get(subject) ?? new Set();
      bySubject.set(subject, siblings.add(tab));
      ledger.streamOpened();
      response.on('close', () => leave(subject, tab));
      for (const event of replay) tab.stream.send(event, frameOf(event));
    },
    deliver: (events) => {
      for (const { subject, event } of events) {
        ledger.event(event.name);
        const tabs = bySubject.get(subject);
        if (tabs === undefined) continue;
        const frame = frameOf(event);
        for (const { head, stream } of reached(tabs, event, faults)) {
          // An event that was held back, or is under way, may have been replayed already.
          if (event.id > head) stream.send(event, frame);
        }
      }
    },
    end: () => {
      for (const [subject, siblings] of bySubject) {
        for (const tab of siblings) {
          tab.stream.end();
          leave(subject, tab);
        }
      }
    },
  };
}

/** All tabs, but for those that a fault keeps an event from. */
function reached(tabs: ReadonlySet<Tab>, event: UserEvent, faults: Faults): Iterable<Tab> {
  if (!faults.mayStrike(['first-tab-only'])) return tabs;
  const hit = { entryId: event.identifier };
  return [...tabs].filter(
    (_, place) => place === 0 || faults.strike('first-tab-only', hit, { event: event.name }) === undefined,
  );
}
