interface ErrorKind {
  readonly exitCode: 2 | 3;
  readonly meaning: string;
}

/** Why a command ends without a verdict; docs/errors.md is made from this. */
export const ERROR_KINDS = {
  usage: { exitCode: 2, meaning: 'a wrong flag, argument or name' },
  config: { exitCode: 2, meaning: 'a profile, target, SLO or folder that cannot be used' },
  refused: { exitCode: 2, meaning: "load that the target's data does not permit" },
  engine: { exitCode: 3, meaning: 'the k6 binary is missing, unfit, or cannot be built' },
  'stand-in': { exitCode: 3, meaning: 'the stand-in could not be started' },
  'no-data': { exitCode: 3, meaning: 'there is nothing to judge or to show' },
  harness: { exitCode: 3, meaning: 'a defect or a failure of our own' },
} as const satisfies Readonly<Record<string, ErrorKind>>;

/** The code of an error; it decides the exit code. */
export type HarnessErrorCode = keyof typeof ERROR_KINDS;

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
    return ERROR_KINDS[this.code].exitCode;
  }
}
