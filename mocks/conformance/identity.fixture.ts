import { generateKeyPairSync } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import type { components } from '../../schemas/generated/api.ts';
import type { KeySet } from '../machine/identity.ts';
import { API, send, TOKEN_REQUEST } from './guest.fixture.ts';

export const VERIFIED_PATH = `${API}/authorization/authenticated/access-token`;

function newKey(kid: string): { readonly jwk: KeySet['keys'][number]; readonly pem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid };
  return { jwk, pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

const KEY = newKey('customer-1');

/** The key set that knows the customer's system. */
export const KEYS: KeySet = { keys: [KEY.jwk] };
/** A key that it does not know. */
export const FOREIGN_PEM = newKey('customer-1').pem;

/** What of an identity token differs. */
export interface Identity {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly algorithm?: 'RS256' | 'RS512' | 'RS384';
  readonly kid?: string;
  readonly pem?: string;
}

/** An identity token of the customer `maria`, good until 2100. */
export function identityToken({
  claims,
  algorithm = 'RS256',
  kid = 'customer-1',
  pem,
}: Identity = {}): string {
  const sign = createSigner({ key: pem ?? KEY.pem, algorithm, kid });
  const said = {
    iss: 'shop',
    sub: 'maria',
    aud: 'salesforce',
    iat: 1_764_000_000,
    exp: 4_102_444_800,
    ...claims,
  };
  return sign(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)));
}

/** Asks for a customer's token. */
export async function verifiedToken(
  baseUrl: string,
  customerIdentityToken: string,
): Promise<components['schemas']['TokenResponse']> {
  const body = { ...TOKEN_REQUEST, authorizationType: 'JWT', customerIdentityToken };
  const response = await send(baseUrl, `POST ${VERIFIED_PATH}` as `POST /${string}`, { body });
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  return (await response.json()) as components['schemas']['TokenResponse'];
}
