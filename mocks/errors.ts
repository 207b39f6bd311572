/**
 * Why the stand-in cannot do what it was asked.
 *
 * - `usage`: a flag, a distribution or a fault that cannot be read
 * - `port-busy`: somebody else listens on the port
 * - `defect`: a failure of our own
 */
export type StandInErrorCode = 'usage' | 'port-busy' | 'defect';

const EXIT_CODES: Readonly<Record<StandInErrorCode, 2 | 3>> = { usage: 2, 'port-busy': 2, defect: 3 };

/** An error that a user is meant to read: what happened, with which value, what to do next. */
export class StandInError extends Error {
  readonly code: StandInErrorCode;

  constructor(code: StandInErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'StandInError';
    this.code = code;
  }

  /** 2 for wrong use or configuration, 3 for a failure of our own. */
  get exitCode(): 2 | 3 {
    return EXIT_CODES[this.code];
  }
}

/** The code of a failed system call, `ENOENT` for example. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
