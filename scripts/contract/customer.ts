import { generateKeyPairSync } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import type { KeySet } from '../../mocks/machine/identity.ts';
import type { Identify } from './session.ts';

/** Epoch seconds: from 2025-11-24 until 2100, so that no clock matters. */
const ISSUED = 1_764_000_000;
const EXPIRES = 4_102_444_800;

/** A customer's own system: what a target has to know of it, and its signature. */
export interface CustomerSystem {
  /** Public halves only. */
  readonly keys: KeySet;
  readonly identify: Identify;
}

/** Makes a system with a key of its own, which lives as long as this process. */
export function createCustomerSystem(): CustomerSystem {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = 'scrt-bench';
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const sign = createSigner({ key, algorithm: 'RS256', kid });
  return {
    keys: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid }] },
    identify: (subject) => sign({ iss: kid, sub: subject, aud: 'salesforce', iat: ISSUED, exp: EXPIRES }),
  };
}
