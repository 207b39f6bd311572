import type { Session } from '../session.ts';

/** What a case shows: that it works, that it refuses, that it knows who may, or a whole course. */
export const CASE_KINDS = ['positive', 'negative', 'authentication', 'sequence'] as const;

/** One of the kinds, a column of the table. */
export type CaseKind = (typeof CASE_KINDS)[number];

/** What cases may need besides the target. */
export type Known = Pick<Session, 'expiredToken' | 'isOwn' | 'identify'>;

/** One check. It records what it finds; it throws only when the target gave no answer at all. */
export interface ContractCase {
  /** Kebab-case, unique; `--only` takes it. */
  readonly id: string;
  readonly operation: string;
  readonly kind: CaseKind;
  /** Why it is not run at a host that is not on this machine; absent when it is safe there. */
  readonly notOnRealHosts?: string;
  /** Why it cannot be tried with what is known, in words; undefined when it can. */
  readonly leftOut?: (session: Known) => string | undefined;
  readonly run: (session: Session) => Promise<void>;
}

/** Why cases are left out that need a token which was good once. */
export const NO_EXPIRED_TOKEN = 'no expired token is known: give one as SCRT_EXPIRED_TOKEN';
/** Why cases are left out that open a conversation besides the one that is needed. */
export const OPENS_MORE = 'it opens a further conversation, which a person may be asked to answer';
