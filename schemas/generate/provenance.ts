import type { Mark, Provenance } from '../mark.ts';
import { child, resolveRef, type Json } from './document.ts';

/** How an assertion is known, and why it is one where its row alone would not make it one. */
export interface Reasoned extends Provenance {
  readonly why?: string;
}

/**
 * The provenance of one assertion of a schema, status, parameter, operation or event.
 *
 * @param of the keyword, or `presence`; what it leaves open is the value's own
 * @throws Error when the description gives none
 */
export function provenanceOf(document: Json, value: Json, of = ''): Reasoned {
  const own = child(value, 'x-provenance');
  const stated = own['mark'] === undefined ? child(resolveRef(document, value), 'x-provenance') : own;
  const { mark, sources, why } = { ...stated, ...child(stated, of) };
  if (typeof mark !== 'string' || !Array.isArray(sources))
    throw new Error(`no x-provenance: ${JSON.stringify(value)}`);
  return {
    mark: mark as Mark,
    sources: sources as readonly string[],
    ...(typeof why === 'string' && { why }),
  };
}

/** Mark and sources alone, as generated files carry them. */
export function knownBy(document: Json, value: Json): Provenance {
  const { mark, sources } = provenanceOf(document, value);
  return { mark, sources };
}
