/** What the script that measures the validators is told. */
export interface ValidatorsPlan {
  /** The data of a message's event. */
  readonly event: string;
  /** The body of a token answer. */
  readonly token: string;
  /** The body of a page of 50 entries. */
  readonly page: string;
  /** Characters of each text of the long page, which the script makes itself: an environment cannot hold it. */
  readonly longest: number;
  readonly batches: number;
  /** How long a batch of parsing is to take. */
  readonly batchMs: number;
}

/** Microseconds for one text. */
export interface Cost {
  readonly parse: number;
  readonly validate: number;
  readonly judge: number;
}

/** What the script prints. */
export type ValidatorsReport = Readonly<Record<'event' | 'token' | 'page' | 'longPage', Cost>>;
