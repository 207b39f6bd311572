import { distance } from 'fastest-levenshtein';

/** The known name that takes the fewest edits to reach; empty when nothing is known. */
export function nearest(name: string, known: readonly string[]): string {
  return [...known].sort((a, b) => distance(name, a) - distance(name, b))[0] ?? '';
}
