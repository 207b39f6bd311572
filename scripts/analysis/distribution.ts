import { highestOf, lowestOf } from './bucket.ts';

/** Bucket index and count, as a decoded histogram gives them. */
export type BucketCounts = Iterable<readonly [index: number, count: number]>;

/** Exact counts per bucket; merging loses nothing. Values in µs, results in ms. */
export class Distribution {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #sorted: readonly (readonly [number, number])[] | undefined;

  get count(): number {
    return this.#count;
  }

  add(buckets: BucketCounts): void {
    this.#sorted = undefined;
    for (const [index, count] of buckets) {
      this.#counts.set(index, (this.#counts.get(index) ?? 0) + count);
      this.#count += count;
    }
  }

  /** Buckets with their counts, ascending. */
  buckets(): readonly (readonly [index: number, count: number])[] {
    this.#sorted ??= [...this.#counts].sort((a, b) => a[0] - b[0]);
    return this.#sorted;
  }

  /** Values that certainly are at most `limitMs`: a bucket that reaches beyond it does not count. */
  countWithin(limitMs: number): number {
    return countWithin(this.buckets(), limitMs);
  }

  /** The upper bound in ms of the bucket that holds the value at `percentile` (0 to 100); 0 when empty. */
  valueAt(percentile: number): number {
    const wanted = Math.max(1, Math.ceil((percentile / 100) * this.#count - 1e-9));
    let seen = 0;
    for (const [index, count] of this.buckets()) {
      seen += count;
      if (seen >= wanted) return highestOf(index) / 1000;
    }
    return 0;
  }

  /** Least value in ms (lower bound of its bucket); 0 when empty. */
  min(): number {
    const first = this.buckets()[0];
    return first === undefined ? 0 : lowestOf(first[0]) / 1000;
  }

  /** Greatest value in ms (upper bound of its bucket); 0 when empty. */
  max(): number {
    const last = this.buckets().at(-1);
    return last === undefined ? 0 : highestOf(last[0]) / 1000;
  }

  /** Mean in ms over the middles of the buckets; 0 when empty. */
  mean(): number {
    if (this.#count === 0) return 0;
    const sum = this.buckets().reduce(
      (all, [index, count]) => all + ((lowestOf(index) + highestOf(index)) / 2) * count,
      0,
    );
    return Math.round(sum / this.#count) / 1000;
  }
}

/** As `Distribution.countWithin`, for buckets that are not kept. */
export function countWithin(buckets: BucketCounts, limitMs: number): number {
  let within = 0;
  for (const [index, count] of buckets) if (highestOf(index) <= limitMs * 1000) within += count;
  return within;
}

/** One distribution of all of them. */
export function merged(distributions: Iterable<Distribution>): Distribution {
  const all = new Distribution();
  for (const distribution of distributions) all.add(distribution.buckets());
  return all;
}
