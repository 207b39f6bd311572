// oxlint-disable-next-line typescript/triple-slash-reference -- it declares a module of k6, and is none itself
/// <reference path="../../engine/eventsource/index.d.ts" />
// Runs in k6, as it is: k6 strips the types itself.
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { EventSource, now, type ErrorEvent, type MessageEvent } from 'k6/x/eventsource';
import type { StreamsPlan, StreamsReport } from './streams-plan.ts';

const plan = JSON.parse(__ENV['BENCH_PLAN'] ?? '') as StreamsPlan;
const count = plan.streams / plan.virtualUsers;
/** Bounds the connections that are being made, as the Go clients do. */
const CONNECTING_AT_ONCE = 200 / plan.virtualUsers;
const CALIBRATING_TICKS = 20;
const STAMP_DIGITS = 16;

export const options: Options = {
  scenarios: {
    streams: {
      executor: 'per-vu-iterations',
      exec: 'follow',
      vus: plan.virtualUsers,
      iterations: 1,
      maxDuration: '2h',
      gracefulStop: '0s',
    },
  },
  // The server's certificate is its own.
  insecureSkipTLSVerify: true,
};

interface Recorder {
  readonly onMessage: (event: MessageEvent) => void;
  readonly measure: (on: boolean) => void;
  readonly report: () => StreamsReport;
}

/** One virtual user: opens its streams, follows them, and prints what it saw once all is over. */
export function follow(): void {
  const recorder = createRecorder(unixOffsetMs());
  const { marginSeconds, seconds } = plan;
  openStreams(recorder, (streams) => {
    setTimeout(() => recorder.measure(true), marginSeconds * 1000);
    setTimeout(() => recorder.measure(false), (marginSeconds + seconds) * 1000);
    setTimeout(() => finish(streams, recorder), (2 * marginSeconds + seconds) * 1000);
  });
}

/** Opens all, some at a time, and tells when the last is open. */
function openStreams(recorder: Recorder, whenOpen: (streams: readonly EventSource[]) => void): void {
  const streams: EventSource[] = [];
  let opened = 0;
  const onOpen = () => {
    opened += 1;
    if (streams.length < count) openOne();
    if (opened === count) whenOpen(streams);
  };
  function openOne(): void {
    const stream = new EventSource(plan.url, plan.options);
    stream.addEventListener('open', onOpen);
    stream.addEventListener('message', recorder.onMessage);
    stream.addEventListener('error', onError);
    streams.push(stream);
  }
  while (streams.length < Math.min(CONNECTING_AT_ONCE, count)) openOne();
}

/** Its handlers do as little as they can: they are part of what is measured. */
function createRecorder(offsetMs: number): Recorder {
  const latencies = new Float64Array(plan.samplesPerVirtualUser);
  let [events, measured, measuring] = [0, 0, false];
  return {
    onMessage: ({ receivedAt, data }) => {
      events += 1;
      if (!measuring) return;
      latencies[measured] = (receivedAt + offsetMs) * 1000 - Number(data.slice(0, STAMP_DIGITS));
      measured += 1;
    },
    measure: (on) => {
      measuring = on;
    },
    report: () => ({
      events,
      latenciesMicros: Array.from(latencies.subarray(0, measured), Math.round),
    }),
  };
}

/** What is lost to an overflow is missing in the count; anything else ends the measurement. */
function onError({ code, message }: ErrorEvent): void {
  if (code !== 'overflow') exec.test.abort(`a stream broke, ${code}: ${message}`);
}

function finish(streams: readonly EventSource[], recorder: Recorder): void {
  for (const stream of streams) stream.close();
  // oxlint-disable-next-line no-console -- how a script of k6 prints
  console.log(JSON.stringify(recorder.report()));
}

/**
 * What to add to `now()` to get Unix milliseconds. `Date.now()` has whole milliseconds, so it is read until it ticks; a
 * tick is seen late or in time, never early, so the largest of several is the best.
 */
function unixOffsetMs(): number {
  let offset = -Infinity;
  let last = Date.now();
  // The first tick only says where a millisecond begins.
  for (let ticks = -1; ticks < CALIBRATING_TICKS;) {
    const unix = Date.now();
    const here = now();
    if (unix === last) continue;
    last = unix;
    ticks += 1;
    if (ticks > 0) offset = Math.max(offset, unix - here);
  }
  return offset;
}
