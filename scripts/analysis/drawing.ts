import type { Intervals, Metric, Spectrum } from '../../schemas/generated/run-result.ts';
import { coarseHighestOf } from './bucket.ts';
import type { MeasuredSeries, Measurements } from './measurements.ts';

/** Percentiles over the whole run. */
export function metricOf({ name, tags, distribution }: MeasuredSeries): Metric {
  return {
    name,
    tags,
    unit: 'ms',
    count: distribution.count,
    min: distribution.min(),
    mean: distribution.mean(),
    p50: distribution.valueAt(50),
    p90: distribution.valueAt(90),
    p95: distribution.valueAt(95),
    p99: distribution.valueAt(99),
    p999: distribution.valueAt(99.9),
    max: distribution.max(),
  };
}

/** Latency over time in coarse buckets. */
export function intervalsOf({ timeline, series }: Measurements): Intervals {
  const used = new Set(series.flatMap((each) => each.slots.flatMap((slot) => [...slot.keys()])));
  const buckets = [...used].sort((a, b) => a - b);
  const places = new Map(buckets.map((bucket, place) => [bucket, place]));
  return {
    startMs: timeline.startMs,
    lengthMs: timeline.slotMs,
    count: timeline.count,
    bucketsMs: buckets.map((bucket) => coarseHighestOf(bucket) / 1000),
    series: series.map(({ name, tags, slots }) => ({
      name,
      tags,
      counts: slots.map((slot) =>
        [...slot].sort((a, b) => a[0] - b[0]).flatMap(([bucket, count]) => [places.get(bucket) ?? 0, count]),
      ),
    })),
  };
}

const STEPS_PER_HALVING = 5;

/** The spectrum in steps that grow finer towards 100 %, as HdrHistogram prints it. */
export function spectrumOf({ name, tags, distribution }: MeasuredSeries): Spectrum {
  const points: [number, number][] = [];
  for (let halving = 0; 2 ** halving <= distribution.count; halving += 1) {
    for (let step = 0; step < STEPS_PER_HALVING; step += 1) {
      const percentile = 100 * (1 - (1 - step / STEPS_PER_HALVING / 2) / 2 ** halving);
      points.push([Number(percentile.toFixed(6)), distribution.valueAt(percentile)]);
    }
  }
  points.push([100, distribution.max()]);
  return { name, tags, points };
}
