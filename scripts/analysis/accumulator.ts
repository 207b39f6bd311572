import type { BucketCounts } from './distribution.ts';
import { GaugeStore } from './gauge-store.ts';
import type { MeasuredCounter, MeasuredInstance, Measurements, SeriesLimit } from './measurements.ts';
import type { EngineRecord, ExceptionRecord, IntervalRecord, ViolationRecord } from './records.ts';
import { bySeries, parseSeriesKey, type SeriesName } from './series-key.ts';
import { SeriesStore } from './series-store.ts';
import { SlotValues, Timeline } from './timeline.ts';

/** One line of a histogram log. Times in ms since 1970 UTC. */
export interface HistogramInterval extends SeriesName {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly buckets: BucketCounts;
}

const MAX_FULL_RECORDS = 5000;

/** Merges what the instances of a run wrote, in any order and in bounded memory; exact in counts. */
export class Accumulator {
  readonly #timeline: Timeline;
  readonly #series: SeriesStore;
  readonly #gauges: GaugeStore;
  readonly #counters = new Map<string, SeriesName & { readonly slots: SlotValues; value: number }>();
  readonly #cpuMs: SlotValues;
  readonly #instances = new Map<string, MeasuredInstance>();
  readonly #violations: ViolationRecord[] = [];
  readonly #exceptions: ExceptionRecord[] = [];
  readonly #cutFiles: string[] = [];

  #standstillMs = 0;

  /** `startMs`: start of the first slot. `limits`: what values are to be counted against per slot. */
  constructor(startMs: number, limits: readonly SeriesLimit[]) {
    this.#timeline = new Timeline(startMs);
    this.#series = new SeriesStore(this.#timeline, limits);
    this.#gauges = new GaugeStore(this.#timeline);
    this.#cpuMs = new SlotValues(this.#timeline);
  }

  addHistogram(interval: HistogramInterval): void {
    const slot = this.#timeline.slotOf(interval.startMs, interval.lengthMs);
    this.#series.add({ name: interval.name, tags: interval.tags }, slot, interval.buckets);
  }

  /** @throws RangeError for a series key that cannot be read */
  addRecord(instance: string, record: EngineRecord): void {
    const known = this.#instances.get(instance) ?? { name: instance };
    if (record.kind === 'interval') this.#addInterval(instance, record);
    else if (record.kind === 'start') this.#instances.set(instance, { ...known, start: record });
    else if (record.kind === 'end') this.#instances.set(instance, { ...known, end: record });
    else if (record.kind === 'violation') pushBounded(this.#violations, record);
    else pushBounded(this.#exceptions, record);
  }

  /** Notes an instance that wrote nothing, or a file whose last line was cut off. */
  addInstance(instance: string): void {
    if (!this.#instances.has(instance)) this.#instances.set(instance, { name: instance });
  }

  addCutFile(path: string): void {
    this.#cutFiles.push(path);
  }

  measurements(): Measurements {
    const { startMs, slotMs, count } = this.#timeline;
    return {
      timeline: { startMs, slotMs, count },
      series: this.#series.series(),
      counters: this.#finishedCounters(count),
      gauges: this.#gauges.gauges(),
      cpuMs: this.#cpuMs.values(count),
      standstillMs: this.#standstillMs,
      instances: [...this.#instances.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      violations: this.#violations,
      exceptions: this.#exceptions,
      cutFiles: this.#cutFiles,
    };
  }

  #finishedCounters(count: number): readonly MeasuredCounter[] {
    return [...this.#counters.values()]
      .sort(bySeries)
      .map(({ name, tags, value, slots }) => ({ name, tags, value, slots: slots.values(count) }));
  }

  #addInterval(instance: string, record: IntervalRecord): void {
    const nominalMs = this.#instances.get(instance)?.start?.intervalMs ?? 1000;
    this.#standstillMs = Math.max(this.#standstillMs, record.ms - nominalMs);
    const slot = this.#timeline.slotOf(record.at, record.ms);
    for (const [key, delta] of Object.entries(record.counters ?? {})) this.#count(key, slot, delta);
    for (const [key, level] of Object.entries(record.gauges ?? {})) {
      this.#gauges.put({ name: nameOf(key), instance, slot, level });
    }
    if (record.process !== undefined) this.#cpuMs.put(slot, record.process.cpuMs);
  }

  #count(key: string, slot: number, delta: number): void {
    let counter = this.#counters.get(key);
    if (counter === undefined) {
      counter = { ...nameOf(key), slots: new SlotValues(this.#timeline), value: 0 };
      this.#counters.set(key, counter);
    }
    counter.value += delta;
    counter.slots.put(slot, delta);
  }
}

function nameOf(key: string): SeriesName {
  const name = parseSeriesKey(key);
  if (name === undefined) throw new RangeError(`series ${JSON.stringify(key)} is not metric{key=value;…}`);
  return name;
}

function pushBounded<T>(list: T[], item: T): void {
  if (list.length < MAX_FULL_RECORDS) list.push(item);
}
