import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean 'x'?` when a known name is near, else the list of what is known. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = closest(name, known);
  return distance(name, nearest) <= Math.max(2, nearest.length / 3)
    ? `; did you mean '${nearest}'?`
    : `; known: ${known.join(', ')}`;
}
