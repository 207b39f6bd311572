import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { createVerifier } from 'fast-jwt';

/** A JSON Web Key Set of public RSA keys, each with a `kid` (RFC 7517). */
export interface KeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid: string })[];
}

/** Verifies the tokens that customers' own systems sign; reads no clock. */
export interface IdentityVerifier {
  /** Without keys nobody can be verified. */
  readonly hasKeys: boolean;
  /** The customer (`sub`), or why the token says nothing. @param now epoch milliseconds */
  readonly verify: (
    token: string,
    now: number,
  ) => { readonly subject: string } | { readonly refused: string };
}

const ALGORITHMS = ['RS256', 'RS512'] as const;
const MAX_TOKEN_LENGTH = 8_192;

/**
 * Creates a verifier for RS256 and RS512 (C, S23). Assumed: `sub`, `iss`, `aud`, `iat` and `exp` must be there, and any
 * issuer and audience will do.
 */
export function createIdentityVerifier({ keys }: KeySet): IdentityVerifier {
  const verifiers = new Map(
    keys.map((jwk) => {
      const key = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      return [
        jwk.kid,
        createVerifier({ key, algorithms: [...ALGORITHMS], ignoreExpiration: true, ignoreNotBefore: true }),
      ] as const;
    }),
  );
  return {
    hasKeys: keys.length > 0,
    verify: (token, now) => {
      if (token.length > MAX_TOKEN_LENGTH) return { refused: 'it is too long' };
      const verifier = verifiers.get(kidOf(token) ?? '');
      if (verifier === undefined) return { refused: 'its kid is not in the key set' };
      try {
        return judge(verifier(token) as Readonly<Record<string, unknown>>, now);
      } catch {
        return { refused: 'its signature or algorithm is not that of its key' };
      }
    },
  };
}

function judge(
  claims: Readonly<Record<string, unknown>>,
  now: number,
): { readonly subject: string } | { readonly refused: string } {
  const missing = ['iss', 'sub', 'aud', 'iat', 'exp'].find((name) => claims[name] === undefined);
  if (missing !== undefined) return { refused: `${missing} is missing` };
  const { sub, exp } = claims;
  if (typeof sub !== 'string' || sub === '') return { refused: 'sub is no text' };
  if (typeof exp !== 'number' || exp * 1000 <= now) return { refused: 'it is expired' };
  const { nbf } = claims;
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf * 1000 <= now))
    return { refused: 'it is not valid yet' };
  return { subject: sub };
}

function kidOf(token: string): string | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    if (typeof header !== 'object' || header === null || !('kid' in header)) return undefined;
    return typeof header.kid === 'string' ? header.kid : undefined;
  } catch {
    return undefined;
  }
}
