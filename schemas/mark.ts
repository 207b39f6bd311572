/** How an assertion is known: documented, seen in clients, inferred, unknown; the weightiest first. */
export const MARKS = ['D', 'C', 'I', 'U'] as const;

/** One of them. */
export type Mark = (typeof MARKS)[number];

/** How one assertion is known. */
export interface Provenance {
  readonly mark: Mark;
  /** Ids of docs/sources.md. */
  readonly sources: readonly string[];
}

/** Whose contract is judged. */
export type Judged = 'own stand-in' | 'foreign target' | 'recorded traffic';

/** The mildest mark that fails: our own stand-in keeps every promise, elsewhere only what is documented is one. */
const GATES = {
  'own stand-in': 'U',
  'foreign target': 'D',
  'recorded traffic': 'D',
} as const satisfies Readonly<Record<Judged, Mark>>;

/** The marks that fail, by default or down to a mark that was asked for. */
export function gatedMarks(judged: Judged, gate: Mark = GATES[judged]): readonly Mark[] {
  return MARKS.slice(0, MARKS.indexOf(gate) + 1);
}
