import type { Balance, Doubt } from '../../schemas/generated/run-result.ts';
import { countOf } from './counters.ts';
import { DISPATCH_DELAY_LIMITS_MS, dispatchDelayP99, STANDSTILL_LIMITS_MS } from './dispatch-delay.ts';
import { doubt } from './doubt-list.ts';
import type { Measurements } from './measurements.ts';
import { isPartial } from './run-end.ts';
import { standInDoubts, type Truth } from './stand-in-doubts.ts';
import { sumOf } from './sum.ts';

/** What the doubts about a run are drawn from. */
export interface DoubtEvidence {
  readonly measurements: Measurements;
  readonly balance: Balance;
  /** CPU cores of this machine. */
  readonly cores: number;
  readonly truth?: Truth;
}

const CPU_SHARE = 0.85;
const BUSY_INTERVALS_SHARE = 0.1;

/** Doubts about the run as a whole. */
export function doubtsOf(evidence: DoubtEvidence): readonly Doubt[] {
  return [
    ...dispatchDelay(evidence),
    ...standstill(evidence),
    ...cpu(evidence),
    ...overflow(evidence),
    ...openAtTheEnd(evidence),
    ...counted(evidence),
    ...cutShort(evidence),
    ...standInDoubts(evidence.truth),
  ];
}

function dispatchDelay({ measurements }: DoubtEvidence): readonly Doubt[] {
  const p99 = dispatchDelayP99(measurements);
  if (p99 === undefined || p99 <= DISPATCH_DELAY_LIMITS_MS.doubt) return [];
  const severity = p99 > DISPATCH_DELAY_LIMITS_MS.invalid ? 'invalid' : 'doubt';
  return [
    doubt({
      code: 'dispatch-delay',
      severity,
      text: `events waited ${p99} ms (p99) between socket and handler: this machine was short of CPU`,
      advice: 'lower the rate, free CPU, or spread the load over more machines',
      measured: p99,
      limit: DISPATCH_DELAY_LIMITS_MS[severity],
    }),
  ];
}

function standstill({ measurements: { standstillMs } }: DoubtEvidence): readonly Doubt[] {
  if (standstillMs <= STANDSTILL_LIMITS_MS.doubt) return [];
  const severity = standstillMs > STANDSTILL_LIMITS_MS.invalid ? 'invalid' : 'doubt';
  return [
    doubt({
      code: 'standstill',
      severity,
      text: `the engine stood still for ${standstillMs} ms: iterations began late, in a burst, or not at all`,
      advice: "free CPU and memory of this machine; dropped iterations may be its doing, not the target's",
      measured: standstillMs,
      limit: STANDSTILL_LIMITS_MS[severity],
    }),
  ];
}

function cpu({ measurements, cores }: DoubtEvidence): readonly Doubt[] {
  const { slotMs } = measurements.timeline;
  const busy = measurements.cpuMs.filter((cpuMs) => cpuMs / (slotMs * cores) > CPU_SHARE).length;
  const share = measurements.cpuMs.length === 0 ? 0 : busy / measurements.cpuMs.length;
  if (share <= BUSY_INTERVALS_SHARE) return [];
  return [
    doubt({
      code: 'cpu-saturated',
      text: `the engine used over ${CPU_SHARE * 100} % of all ${cores} cores in ${Math.round(share * 100)} % of the intervals`,
      advice: 'lower the rate, free CPU, or spread the load over more machines',
      measured: share,
      limit: BUSY_INTERVALS_SHARE,
    }),
  ];
}

function overflow({ measurements }: DoubtEvidence): readonly Doubt[] {
  const lost = countOf(measurements.counters, 'eventsource_overflows');
  if (lost === 0) return [];
  return [
    doubt({
      code: 'overflow',
      severity: 'invalid',
      text: `${lost} events were lost in our own queue, because handlers were too slow`,
      advice: 'lower the rate or the number of streams per virtual user',
      measured: lost,
      limit: 0,
    }),
  ];
}

function openAtTheEnd({ balance, measurements }: DoubtEvidence): readonly Doubt[] {
  const dropped = sumOf(balance.iterations, (book) => book.dropped);
  const open = balance.operations.filter((book) => book.unanswered > 0);
  const unanswered = sumOf(open, (book) => book.unanswered);
  // What bad-events.ts makes of them.
  const effect = isPartial(measurements) ? 'bad only beyond a limit' : 'each counts as bad';
  const names = [...new Set(open.map((book) => book.operation))].join(', ');
  return [
    ...(dropped === 0
      ? []
      : [
          doubt({
            code: 'iterations-dropped',
            text: `${dropped} planned iterations found no free virtual user; each counts as bad`,
            advice: 'look for a slow target first; if it was fast, allow more virtual users in the profile',
            measured: dropped,
            limit: 0,
          }),
        ]),
    ...(unanswered === 0
      ? []
      : [
          doubt({
            code: 'unanswered',
            text: `${unanswered} operations had no answer at the end (${names}): ${effect}, none is in a percentile`,
            advice: 'read the percentiles together with the share of good events',
            measured: unanswered,
            limit: 0,
          }),
        ]),
  ];
}

const COUNTERS = [
  {
    counter: 'eventsource_errors',
    code: 'streams-broken',
    text: 'streams did not open, were cut, or ended; what was awaited on them failed, and what nobody awaited is missing',
    advice: 'see eventsource_errors by reason; look at the network path of the stream first',
  },
  {
    counter: 'hdrlog_series_dropped',
    code: 'series-cap',
    text: 'values found no room, as there are too many series (256 histograms, gauges and books, 1,024 counters)',
    advice: 'use fewer tag values',
  },
  {
    counter: 'hdrlog_clamped',
    code: 'clamped',
    text: 'values lay outside 0 to 1 h and were set to the bound',
    advice: 'look at the greatest values of each metric',
  },
  {
    counter: 'scrt_clock_anomalies',
    code: 'clock-anomaly',
    text: 'answers were stamped before their begin and recorded as 0',
    advice: 'take the count off the good ones; report it as a defect',
  },
] as const;

function counted({ measurements }: DoubtEvidence): readonly Doubt[] {
  return COUNTERS.flatMap(({ counter: name, code, text, advice }) => {
    const seen = countOf(measurements.counters, name);
    return seen === 0 ? [] : [doubt({ code, text: `${seen} ${text}`, advice, measured: seen, limit: 0 })];
  });
}

function cutShort({ measurements }: DoubtEvidence): readonly Doubt[] {
  const killed = measurements.instances
    .filter((instance) => instance.end === undefined)
    .map((each) => each.name);
  const found: Doubt[] = [];
  if (isPartial(measurements)) {
    const how =
      killed.length > 0
        ? `the engine ended without its last record (${killed.join(', ')})`
        : 'it was stopped';
    found.push(
      doubt({
        code: 'partial',
        text: `the run is partial: ${how}`,
        advice: 'run it again before you compare it',
      }),
    );
  }
  if (measurements.cutFiles.length > 0) {
    found.push(
      doubt({
        code: 'cut-file',
        text: `the last line was cut off in ${measurements.cutFiles.join(', ')}: at most the last interval is missing`,
        advice: 'run it again if the end of the run matters',
        measured: measurements.cutFiles.length,
        limit: 0,
      }),
    );
  }
  return found;
}
