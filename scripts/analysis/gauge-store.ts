import type { MeasuredGauge } from './measurements.ts';
import { bySeries, seriesKey, type SeriesName } from './series-key.ts';
import { SlotValues, type Timeline } from './timeline.ts';

/** A level of one instance over one interval. */
export interface GaugeSample {
  readonly name: SeriesName;
  readonly instance: string;
  readonly slot: number;
  readonly level: { readonly last: number; readonly max: number };
}

interface InstanceLevel {
  last: number;
  readonly maxima: SlotValues;
}

/** Levels per instance; over instances they are added slot by slot, so the greatest is an upper bound. */
export class GaugeStore {
  readonly #timeline: Timeline;
  readonly #gauges = new Map<
    string,
    { readonly name: SeriesName; readonly levels: Map<string, InstanceLevel> }
  >();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  put({ name, instance, slot, level }: GaugeSample): void {
    const key = seriesKey(name);
    const gauge = this.#gauges.get(key) ?? { name, levels: new Map<string, InstanceLevel>() };
    this.#gauges.set(key, gauge);
    const known = gauge.levels.get(instance) ?? { last: 0, maxima: new SlotValues(this.#timeline, Math.max) };
    gauge.levels.set(instance, known);
    known.last = level.last;
    known.maxima.put(slot, level.max);
  }

  gauges(): readonly MeasuredGauge[] {
    return [...this.#gauges.values()]
      .map(({ name, levels }) => {
        const all = [...levels.values()];
        const slots = all.map((level) => level.maxima.values(this.#timeline.count));
        const sums = Array.from({ length: this.#timeline.count }, (_, slot) =>
          sum(slots.map((each) => each[slot] ?? 0)),
        );
        return {
          name: name.name,
          tags: name.tags,
          last: sum(all.map((level) => level.last)),
          max: Math.max(0, ...sums),
        };
      })
      .sort(bySeries);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
