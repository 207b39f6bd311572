/** Sub-buckets of each power of two: a value is known to 1 part in 64. */
const SUB_BUCKETS = 64;
/** Values from here on are put into the last bucket: an hour, in µs. */
const GREATEST = 3_600_000_000;

/** How long requests took, in µs. */
export interface Latencies {
  record(ms: number): void;
  readonly summary: () => LatencySummary;
  /** The least value that this share of them does not exceed, as far as its bucket tells; 0 of none. */
  readonly percentileMs: (share: number) => number;
}

/** Latencies as they are written: bucket counts, so that any percentile can be had, and intervals can be added. */
export interface LatencySummary {
  readonly count: number;
  /** The greatest, exact. */
  readonly maxUs: number;
  /** The exact sum, for the mean. */
  readonly sumUs: number;
  /** Pairs of a bucket's least value in µs and its count, ascending; a value is known to 1 part in 64. */
  readonly buckets: readonly (readonly [number, number])[];
}

/** Creates an empty histogram; its memory is bounded by its range, about 2,000 buckets. */
export function createLatencies(): Latencies {
  const counts = new Map<number, number>();
  let [count, maxUs, sumUs] = [0, 0, 0];
  const sorted = () => [...counts].sort(([a], [b]) => a - b);
  return {
    percentileMs: (share) => {
      let rest = Math.ceil(count * share);
      const bucket = sorted().find(([, many]) => (rest -= many) <= 0);
      return (bucket?.[0] ?? 0) / 1000;
    },
    record: (ms) => {
      const us = Math.min(GREATEST, Math.max(0, Math.round(ms * 1000)));
      const least = leastOf(us);
      counts.set(least, (counts.get(least) ?? 0) + 1);
      count += 1;
      sumUs += us;
      maxUs = Math.max(maxUs, us);
    },
    summary: () => ({ count, maxUs, sumUs, buckets: sorted() }),
  };
}

/** The least value of the bucket that a value falls into. */
function leastOf(us: number): number {
  if (us < SUB_BUCKETS * 2) return us;
  const width = 2 ** (31 - Math.clz32(us) - Math.log2(SUB_BUCKETS));
  return Math.floor(us / width) * width;
}
