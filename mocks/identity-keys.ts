import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { readText } from './data/text.ts';
import { StandInError } from './errors.ts';
import type { KeySet } from './machine/identity.ts';

/** Of an RSA key that Salesforce takes (C, S23). */
const LEAST_BITS = 2048;

/**
 * Reads a JSON Web Key Set of public RSA keys.
 *
 * @throws StandInError `usage` that names the file and the key
 */
export function readKeySet(path: string): KeySet {
  const set = parsed(path);
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0)
    throw unfit(
      path,
      'holds no keys; give a JSON Web Key Set: {"keys": [{"kty": "RSA", "kid": …, "n": …, "e": …}]}',
    );
  return { keys: keys.map((key: unknown, index) => checked(key, `${path}: key ${index + 1}`)) };
}

function checked(key: unknown, place: string): KeySet['keys'][number] {
  if (typeof key !== 'object' || key === null || !('kid' in key) || typeof key.kid !== 'string')
    throw unfit(place, 'has no kid; identity tokens name their key by it');
  if ('d' in key) throw unfit(place, 'is a private key; give its public half (kty, kid, n, e) only');
  const jwk = key as JsonWebKey & { readonly kid: string };
  const bits = modulusBits(jwk, place);
  if (bits < LEAST_BITS) throw unfit(place, `has ${bits} bits; at least ${LEAST_BITS} are needed`);
  return jwk;
}

function modulusBits(jwk: JsonWebKey, place: string): number {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' });
    if (asymmetricKeyType === 'rsa') return asymmetricKeyDetails?.modulusLength ?? 0;
  } catch (cause) {
    throw unfit(place, 'is no public key', cause);
  }
  throw unfit(place, 'is no RSA key; RS256 and RS512 need one');
}

function parsed(path: string): unknown {
  const text = readText(path, 'give --identity-keys a file');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unfit(path, 'is no JSON; give --identity-keys a JSON Web Key Set', cause);
  }
}

function unfit(place: string, why: string, cause?: unknown): StandInError {
  return new StandInError('usage', `${place} ${why}`, { cause });
}
