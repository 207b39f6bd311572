import type { RunResult } from '../../schemas/generated/run-result.ts';
import type { Row } from './book-rows.ts';

export const STREAM_HEAD: Row = [
  'open at once',
  'opened',
  'events',
  'lost',
  'repeated',
  'reconnects',
  'overflows',
];

/** What the event streams carried, in one row; none where no stream was opened. */
export function streamRows({ balance, counters, gauges }: RunResult): readonly Row[] {
  const streams = balance.operations.filter(({ operation }) => operation === 'streamEvents');
  if (streams.length === 0) return [];
  const sum = (name: string) =>
    counters.filter((counter) => counter.name === name).reduce((all, { value }) => all + value, 0);
  const open = gauges.filter(({ name }) => name === 'eventsource_streams_open').map(({ max }) => max);
  const opened = streams.reduce((all, { answered }) => all + answered, 0);
  const counts = [
    sum('scrt_events'),
    sum('scrt_events_lost'),
    sum('scrt_events_repeated'),
    sum('eventsource_reconnects'),
    sum('eventsource_overflows'),
  ];
  return [[Math.max(0, ...open), opened, ...counts].map(String)];
}
