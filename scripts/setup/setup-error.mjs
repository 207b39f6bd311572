/** An error of the set-up that a user is meant to read. */
export class SetupError extends Error {
  /** @param {string} message @param {number} exitCode 2 for a machine that does not fit, 3 for a failure */
  constructor(message, exitCode = 3) {
    super(message);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}
