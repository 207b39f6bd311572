/** How an assertion is known: documented, seen in clients, inferred, unknown. */
export type Mark = 'D' | 'C' | 'I' | 'U';

/** One answer that the description names. `bodies`: media type → component schema, null for any. */
export interface DescribedResponse {
  readonly mark: Mark;
  readonly bodies: Readonly<Record<string, string | null>>;
}

/** One operation as the judge needs it. */
export interface OperationContract {
  readonly method: string;
  readonly path: string;
  readonly needsToken: boolean;
  readonly mark: Mark;
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

/** One event name with the entry type and the payload schema that belong to it. */
export interface EventContract {
  readonly entryType: string;
  readonly payload: string;
  readonly mark: Mark;
}

/** Everything that is looked up while judging; generated from the description. */
export interface ContractTable {
  readonly version: string;
  readonly operations: Readonly<Record<string, OperationContract>>;
  readonly events: Readonly<Record<string, EventContract>>;
  /** Component schema → place in the value (`/context/deviceId`, `/entries/*`) → mark. */
  readonly marks: Readonly<Record<string, Readonly<Record<string, Mark>>>>;
}
