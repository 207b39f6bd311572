import type { MeasuredCounter } from './measurements.ts';
import { hasTags, type Tags } from './series-key.ts';
import { sumOf } from './sum.ts';

/** Sum of a counter over all series that have these tags. */
export function countOf(counters: readonly MeasuredCounter[], name: string, tags: Tags = {}): number {
  return sumOf(
    counters.filter((each) => each.name === name && hasTags(each.tags, tags)),
    (each) => each.value,
  );
}
