import { describe, expect, test } from 'vitest';

import { Accumulator } from './accumulator.ts';
import { bucketOf, coarseHighestOf, coarseOf, highestOf, lowestOf } from './bucket.ts';
import { Distribution } from './distribution.ts';
import type { Measurements } from './measurements.ts';

const NAME = { name: 'scrt_operation_duration', tags: { operation: 'sendMessage' } };
const LIMITS = [{ name: NAME.name, tags: {}, limitMs: 250 }];
const VALUES_US = Array.from(
  { length: 20_000 },
  (_, index) => Math.floor(1000 * 1.0005 ** (index % 12_000)) + (index % 7),
);

function measure(shards: number): Measurements {
  const all = new Accumulator(0, LIMITS);
  for (let shard = 0; shard < shards; shard += 1) {
    for (const [index, value] of VALUES_US.entries()) {
      if (index % shards !== shard) continue;
      all.addHistogram({
        ...NAME,
        startMs: (index % 60) * 1000,
        lengthMs: 1000,
        buckets: [[bucketOf(value), 1]],
      });
    }
    all.addRecord(`i${shard}`, {
      kind: 'interval',
      at: 0,
      ms: 1000,
      counters: { 'scrt_events{event=A}': 6 / shards },
    });
  }
  return all.measurements();
}

describe('Accumulator', () => {
  test('gives the same counts from one instance and from many', () => {
    const one = measure(1);
    const many = measure(3);
    expect(many.series[0]?.distribution.buckets()).toEqual(one.series[0]?.distribution.buckets());
    expect(many.series[0]?.counts).toEqual(one.series[0]?.counts);
    expect(many.series[0]?.within).toEqual(one.series[0]?.within);
    expect(many.counters).toEqual(one.counters);
  });

  test('gives quantiles within the three digits of the histogram', () => {
    const sorted = VALUES_US.toSorted((a, b) => a - b);
    const { distribution } = measure(2).series[0] as Measurements['series'][number];
    for (const percentile of [0.1, 50, 90, 99, 99.9, 100]) {
      const exact = (sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? 0) / 1000;
      const value = distribution.valueAt(percentile);
      expect(value).toBeGreaterThanOrEqual(exact);
      expect(value).toBeLessThanOrEqual(exact * 1.001 + 0.001);
    }
    expect(distribution.min()).toBeLessThanOrEqual((sorted[0] ?? 0) / 1000);
  });

  test('keeps at most 600 slots and every count, however long the run', () => {
    const all = new Accumulator(0, LIMITS);
    for (let second = 0; second < 5000; second += 1) {
      all.addHistogram({
        ...NAME,
        startMs: second * 1000,
        lengthMs: 1000,
        buckets: [
          [bucketOf(200_000), 1],
          [bucketOf(300_000), 2],
        ],
      });
      all.addRecord('local', {
        kind: 'interval',
        at: second * 1000,
        ms: 1000,
        counters: { c: 1 },
        gauges: { g: { last: 1, max: second % 7 } },
      });
    }
    const { timeline, series, counters, gauges } = all.measurements();
    expect(timeline).toEqual({ startMs: 0, slotMs: 16_000, count: 313 });
    expect(sum(series[0]?.counts)).toBe(15_000);
    expect(sum(series[0]?.within.get(250))).toBe(5000);
    expect(sum(series[0]?.slots.map((slot) => sum([...slot.values()])))).toBe(15_000);
    expect(sum(counters[0]?.slots)).toBe(5000);
    expect(gauges).toEqual([{ name: 'g', tags: {}, last: 1, max: 6 }]);
  });

  test('adds the levels of instances', () => {
    const all = new Accumulator(0, []);
    for (const [instance, max] of [
      ['a', 60],
      ['b', 50],
    ] as const) {
      all.addRecord(instance, {
        kind: 'interval',
        at: 0,
        ms: 1000,
        gauges: { eventsource_streams_open: { last: 1, max } },
      });
    }
    expect(all.measurements().gauges[0]).toMatchObject({ last: 2, max: 110 });
  });

  test('puts an interval that starts a little early or late into one slot', () => {
    const all = new Accumulator(1000, []);
    for (const at of [1000, 2013, 2988, 4001])
      all.addRecord('a', { kind: 'interval', at, ms: 1000, counters: { c: 1 } });
    expect(all.measurements().counters[0]?.slots).toEqual([1, 1, 1, 1]);
  });

  test('rejects a series that is not metric{key=value}', () => {
    const record = { kind: 'interval', at: 0, ms: 1000, counters: { 'a{b': 1 } } as const;
    expect(() => new Accumulator(0, []).addRecord('a', record)).toThrow('"a{b"');
  });
});

describe('buckets', () => {
  test.each([0, 1, 2047, 2048, 2049, 4095, 4096, 250_000, 3_599_999_999])(
    'hold %i µs within three digits',
    (value) => {
      const index = bucketOf(value);
      expect(lowestOf(index)).toBeLessThanOrEqual(value);
      expect(highestOf(index)).toBeGreaterThanOrEqual(value);
      expect(highestOf(index) - lowestOf(index)).toBeLessThanOrEqual(value / 1000);
      expect(bucketOf(highestOf(index) + 1)).toBe(index + 1);
    },
  );

  test('nest in coarse ones', () => {
    for (let index = 0; index < 23_000; index += 1) {
      expect(coarseHighestOf(coarseOf(index))).toBeGreaterThanOrEqual(highestOf(index));
    }
  });
});

test('an empty distribution has no values', () => {
  const empty = new Distribution();
  expect([empty.count, empty.min(), empty.mean(), empty.valueAt(99), empty.max()]).toEqual([0, 0, 0, 0, 0]);
});

function sum(values: readonly number[] | undefined): number {
  return (values ?? []).reduce((all, value) => all + value, 0);
}
