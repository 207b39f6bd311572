/**
 * Why a command ends without a verdict. The code decides the exit code; `docs/errors.md` lists all.
 *
 * - `usage`: a wrong flag, argument or name
 * - `config`: a profile, target, SLO or environment that cannot be used
 * - `refused`: load that the target's data does not permit
 * - `engine`: the k6 binary is missing, unfit, or crashed
 * - `stand-in`: the stand-in could not be started, or died
 * - `no-data`: nothing was measured
 * - `harness`: a defect or a failure of our own
 */
export type HarnessErrorCode = 'usage' | 'config' | 'refused' | 'engine' | 'stand-in' | 'no-data' | 'harness';

const EXIT_CODES: Readonly<Record<HarnessErrorCode, 2 | 3>> = {
  usage: 2,
  config: 2,
  refused: 2,
  engine: 3,
  'stand-in': 3,
  'no-data': 3,
  harness: 3,
};

/** An error that a user is meant to read: what happened, with which value, what to do next. */
export class HarnessError extends Error {
  readonly code: HarnessErrorCode;

  constructor(code: HarnessErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'HarnessError';
    this.code = code;
  }

  /** 2 for wrong use or configuration, 3 for a failing harness (DESIGN: exit codes). */
  get exitCode(): 2 | 3 {
    return EXIT_CODES[this.code];
  }
}
