import { coarseOf } from './bucket.ts';
import { type BucketCounts, countWithin, Distribution } from './distribution.ts';
import type { MeasuredSeries, SeriesLimit } from './measurements.ts';
import { bySeries, hasTags, seriesKey, type SeriesName } from './series-key.ts';
import { SlotValues, type Timeline } from './timeline.ts';

interface OpenSeries extends SeriesName {
  readonly distribution: Distribution;
  slots: Map<number, number>[];
  readonly counts: SlotValues;
  readonly within: ReadonlyMap<number, SlotValues>;
}

/** Merges histograms of intervals and instances into series: exact as a whole, coarse in time. */
export class SeriesStore {
  readonly #timeline: Timeline;
  readonly #limits: readonly SeriesLimit[];
  readonly #series = new Map<string, OpenSeries>();

  constructor(timeline: Timeline, limits: readonly SeriesLimit[]) {
    this.#timeline = timeline;
    this.#limits = limits;
  }

  add(name: SeriesName, slot: number, buckets: BucketCounts): void {
    const series = this.#open(name);
    const counts = [...buckets];
    series.distribution.add(counts);
    series.counts.put(
      slot,
      counts.reduce((sum, [, count]) => sum + count, 0),
    );
    for (const [limitMs, within] of series.within) within.put(slot, countWithin(counts, limitMs));
    const coarse = coarseAt(series.slots, slot);
    for (const [index, count] of counts) addTo(coarse, coarseOf(index), count);
  }

  series(): readonly MeasuredSeries[] {
    const count = this.#timeline.count;
    return [...this.#series.values()].sort(bySeries).map((series) => ({
      name: series.name,
      tags: series.tags,
      distribution: series.distribution,
      slots: Array.from({ length: count }, (_, slot) => series.slots[slot] ?? new Map<number, number>()),
      counts: series.counts.values(count),
      within: new Map([...series.within].map(([limitMs, within]) => [limitMs, within.values(count)])),
    }));
  }

  #open(name: SeriesName): OpenSeries {
    const key = seriesKey(name);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const limits = this.#limits.filter((limit) => limit.name === name.name && hasTags(name.tags, limit.tags));
    const series: OpenSeries = {
      name: name.name,
      tags: name.tags,
      distribution: new Distribution(),
      slots: [],
      counts: new SlotValues(this.#timeline),
      within: new Map(limits.map((limit) => [limit.limitMs, new SlotValues(this.#timeline)])),
    };
    this.#timeline.onFold(() => {
      series.slots = foldPairs(series.slots);
    });
    this.#series.set(key, series);
    return series;
  }
}

function coarseAt(slots: Map<number, number>[], slot: number): Map<number, number> {
  while (slots.length <= slot) slots.push(new Map());
  return slots[slot] as Map<number, number>;
}

function foldPairs(slots: readonly Map<number, number>[]): Map<number, number>[] {
  const folded: Map<number, number>[] = [];
  for (const [slot, counts] of slots.entries()) {
    if (slot % 2 === 0) folded.push(counts);
    else for (const [index, count] of counts) addTo(folded.at(-1) as Map<number, number>, index, count);
  }
  return folded;
}

function addTo(counts: Map<number, number>, key: number, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
