import type { Provenance } from '../mark.ts';

/** A rule of the contract. Its mark is what a breach of it weighs; sources are rows of docs/sources.md. */
export interface Rule extends Provenance {
  /** What must hold, in one line. */
  readonly says: string;
  /** Faults of the stand-in, as its flag writes them, each of which breaks it and no other rule that it does not follow. */
  readonly faults: readonly string[];
  /** Ids of rules whose breach brings this one about: then it is listed under them. */
  readonly follows?: readonly string[];
}

/** What an event that cannot be read, or told apart, broke. */
export const UNREADABLE = [
  'event-data',
  'event-envelope',
  'event-payload',
  'event-type-matches-name',
  'payload-is-string-on-stream',
] as const;

/** Without an answer, or a stream, nothing of what is awaited comes. */
export const UNANSWERED = [
  'response-status',
  'response-content-type',
  'response-body',
  'stream-content-type',
  'operation-succeeds',
] as const;
