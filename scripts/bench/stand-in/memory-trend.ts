import { spreadOf } from '../spread.ts';

/** Resident memory at one time. */
export interface MemorySample {
  readonly seconds: number;
  readonly megabytes: number;
}

/** How memory went after the warm-up. Slopes in MB a minute. */
export interface MemoryTrend {
  /** Of the straight line that fits best. */
  readonly leastSquares: number;
  /** From the median of the first quarter to that of the last, which a short peak does not move. */
  readonly quarters: number;
  /** From the lowest of the first third to that of the last: what collections leave, whenever they happen to be. */
  readonly lowest: number;
  /** Medians of those quarters, in MB. */
  readonly first: number;
  readonly last: number;
}

const SECONDS_PER_MINUTE = 60;

/** @throws RangeError for fewer than eight samples after the warm-up: two in a quarter are the least */
export function trendOf(samples: readonly MemorySample[], warmUpSeconds: number): MemoryTrend {
  const rest = samples.filter(({ seconds }) => seconds >= warmUpSeconds);
  if (rest.length < 8) throw new RangeError(`${rest.length} samples after the warm-up are no trend`);
  const quarter = Math.floor(rest.length / 4);
  const [first, last] = [rest.slice(0, quarter), rest.slice(-quarter)].map((part) => ({
    seconds: mean(part.map(({ seconds }) => seconds)),
    megabytes: spreadOf(part.map(({ megabytes }) => megabytes)).median,
  })) as [MemorySample, MemorySample];
  const third = Math.floor(rest.length / 3);
  return {
    leastSquares: slopeOf(rest) * SECONDS_PER_MINUTE,
    quarters: slopeOf([first, last]) * SECONDS_PER_MINUTE,
    lowest: slopeOf([lowestOf(rest.slice(0, third)), lowestOf(rest.slice(-third))]) * SECONDS_PER_MINUTE,
    first: first.megabytes,
    last: last.megabytes,
  };
}

function lowestOf(samples: readonly MemorySample[]): MemorySample {
  return samples.reduce((lowest, sample) => (sample.megabytes < lowest.megabytes ? sample : lowest));
}

/** Of the straight line through them, in MB a second. */
function slopeOf(samples: readonly MemorySample[]): number {
  const [meanSeconds, meanMegabytes] = [
    mean(samples.map(({ seconds }) => seconds)),
    mean(samples.map(({ megabytes }) => megabytes)),
  ];
  const sum = (of: (sample: MemorySample) => number) =>
    samples.reduce((total, sample) => total + (sample.seconds - meanSeconds) * of(sample), 0);
  return sum(({ megabytes }) => megabytes - meanMegabytes) / sum(({ seconds }) => seconds - meanSeconds);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
