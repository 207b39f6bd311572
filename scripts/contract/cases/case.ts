import type { Session } from '../session.ts';

/** What a case shows: that it works, that it refuses, that it knows who may, or a whole course. */
export const CASE_KINDS = ['positive', 'negative', 'authentication', 'sequence'] as const;

/** One of the kinds, a column of the table. */
export type CaseKind = (typeof CASE_KINDS)[number];

/** One check. It records what it finds; it throws only when the target gave no answer at all. */
export interface ContractCase {
  /** Kebab-case, unique; `--only` takes it. */
  readonly id: string;
  readonly operation: string;
  readonly kind: CaseKind;
  readonly run: (session: Session) => Promise<void>;
}
