import { closest, distance } from 'fastest-levenshtein';

/** The name among `known` that is near enough to be meant, if there is one. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(name, known);
  return distance(name, candidate) <= Math.max(2, Math.floor(name.length / 3)) ? candidate : undefined;
}
