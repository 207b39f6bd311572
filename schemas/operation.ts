import type { Validator } from './breach.ts';
import type { Provenance } from './mark.ts';

/** A body of one media type. */
export interface DescribedBody {
  /** Absent for what is no JSON. */
  readonly validator?: Validator;
  /** Nothing is asserted of it, nor of the media type. */
  readonly isAnything?: true;
  /** Of a body of parts, those that hold JSON. */
  readonly parts?: Readonly<Record<string, Validator>>;
  /** The member that holds entries, and how their payloads are to be judged, by entry type. */
  readonly entries?: { readonly member: string; readonly events: Readonly<Record<string, EntryEvent>> };
}

/** One answer that the description names. */
export interface DescribedResponse extends Provenance {
  /** Media type → body; none when none is described. */
  readonly bodies: Readonly<Record<string, DescribedBody>>;
  /** An empty body is fine. */
  readonly mayBeEmpty?: true;
}

/** One operation as requests and judges need it. */
export interface Operation extends Provenance {
  readonly id: string;
  readonly method: string;
  /** With `{conversationId}` where it belongs. */
  readonly path: string;
  readonly needsToken: boolean;
  /** By status, `202`, or by class, `2XX`. */
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

/** One event whose data is an envelope around an entry. */
export interface EntryEvent extends Provenance {
  /** Absent where no source names it. */
  readonly entryType?: string;
  /** Judges the parsed payload; absent where nothing is asserted of it. */
  readonly payload?: Validator;
}

/** One event with bare data. */
export interface DataEvent extends Provenance {
  readonly data: Validator;
}

/** One row of the event table. */
export type DescribedEvent = EntryEvent | DataEvent;
