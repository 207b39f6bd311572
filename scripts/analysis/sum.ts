/** Sum of what `value` gives for each item. */
export function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((all, item) => all + value(item), 0);
}

/** Slot by slot sum of lists of one length. */
export function sumSlots(lists: readonly (readonly number[])[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, slot) => sumOf(lists, (list) => list[slot] ?? 0));
}
