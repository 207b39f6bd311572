/**
 * Arithmetic of the histograms that the engine writes (HdrHistogram, unit 1 µs, three significant digits): which
 * values share a bucket. Buckets are 1 µs wide up to 2,047 µs, then double their width with each power of two.
 */

const FINE_BITS = 10;
/** 2^4 buckets per power of two: at most 6.25 % wide, and each holds whole fine buckets. */
const COARSE_BITS = 4;

/** Index of the bucket that holds `valueUs` (whole microseconds, at least 0). */
export function bucketOf(valueUs: number): number {
  return indexOf(valueUs, FINE_BITS);
}

/** Least value of a bucket, in µs. */
export function lowestOf(index: number): number {
  return boundsOf(index, FINE_BITS).lowest;
}

/** Greatest value of a bucket, in µs. */
export function highestOf(index: number): number {
  return boundsOf(index, FINE_BITS).highest;
}

/** The coarse bucket that a bucket lies in, for drawing. */
export function coarseOf(index: number): number {
  return indexOf(lowestOf(index), COARSE_BITS);
}

/** Greatest value of a coarse bucket, in µs. */
export function coarseHighestOf(index: number): number {
  return boundsOf(index, COARSE_BITS).highest;
}

function indexOf(value: number, bits: number): number {
  // 31 - clz32 is the exact floor of log2 below 2^32 µs (71 minutes); the engine clamps at an hour.
  const shift = Math.max(0, 31 - Math.clz32(value) - bits);
  return shift * 2 ** bits + Math.floor(value / 2 ** shift);
}

function boundsOf(index: number, bits: number): { readonly lowest: number; readonly highest: number } {
  const half = 2 ** bits;
  const shift = Math.max(0, Math.floor(index / half) - 1);
  const place = index - shift * half;
  const width = 2 ** shift;
  return { lowest: place * width, highest: (place + 1) * width - 1 };
}
