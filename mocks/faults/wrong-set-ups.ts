import type { FaultId } from './catalogue.ts';
import type { Faults } from './faults.ts';

/** A refusal of a guest token. */
export interface TokenRefusal {
  readonly status: number;
  readonly message: string;
}

/**
 * What a wrong set-up is answered with. 400 for another type is documented (D, S1 S24). Assumed: every other status, and
 * all words, since no source has them; an answer of a real host that differs refutes them.
 */
const WRONG_SET_UPS = {
  'deployment-type': { status: 400, message: 'The deployment type is not api' },
  'verification-on': { status: 400, message: 'User Verification is required for this channel' },
  'captcha-required': { status: 400, message: 'A captchaToken is required' },
  unpublished: { status: 404, message: 'The deployment is not published' },
} as const satisfies Partial<Record<FaultId, TokenRefusal>>;

const REFUSING = Object.keys(WRONG_SET_UPS) as readonly (keyof typeof WRONG_SET_UPS)[];

/** How a guest token is refused by a fault that is in force, if one is. */
export function tokenRefusal(operation: string, faults: Faults): TokenRefusal | undefined {
  if (operation !== 'generateAccessTokenForUnauthenticatedUser' || !faults.mayStrike(REFUSING))
    return undefined;
  const struck = REFUSING.find((id) => faults.strike(id, { operation }) !== undefined);
  return struck && WRONG_SET_UPS[struck];
}
