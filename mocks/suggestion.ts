import { nearestName } from './nearest.ts';

/** `; did you mean 'x'?` when a known name is near, else the list of what is known. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `; known: ${known.join(', ')}` : `; did you mean '${nearest}'?`;
}
