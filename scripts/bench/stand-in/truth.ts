import { HarnessError } from '../../errors.ts';

/** What a stand-in wrote down of its life so far. */
export interface Truth {
  /** Lines of a second each. */
  readonly intervals: readonly Counts[];
  /** Written at an orderly stop. */
  readonly end: Counts | undefined;
}

/** What happened in an interval, or in all. */
export interface Counts {
  /** Operation → status → requests. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly deliveries: number;
  readonly streamsOpened: number;
  readonly streamsClosed: number;
}

/** Reads `truth.ndjson` while it is being written: half a line at its end is left out. */
export function truthOf(text: string): Truth {
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Counts & { readonly kind: string });
  return {
    intervals: lines.filter(({ kind }) => kind === 'interval'),
    end: lines.find(({ kind }) => kind === 'end'),
  };
}

/** Events that were written to streams, each stream's counted. */
export function deliveriesOf({ intervals }: Truth): number {
  return intervals.reduce((sum, { deliveries }) => sum + deliveries, 0);
}

/** Streams that are open, as far as it has noticed. */
export function openStreamsOf({ intervals }: Truth): number {
  return intervals.reduce((sum, { streamsOpened, streamsClosed }) => sum + streamsOpened - streamsClosed, 0);
}

/** The totals. @throws HarnessError when the stand-in did not stop in an orderly way */
export function totalsOf({ end }: Truth): Counts {
  if (end !== undefined) return end;
  throw new HarnessError('harness', 'the stand-in ended without writing its truth to the end');
}

/** Requests of one operation, or of all, with a status that begins so. */
export function requestsOf({ requests }: Counts, status: string, operation?: string): number {
  return Object.entries(requests)
    .filter(([name]) => operation === undefined || name === operation)
    .flatMap(([, statuses]) => Object.entries(statuses))
    .filter(([each]) => each.startsWith(status))
    .reduce((sum, [, count]) => sum + count, 0);
}
