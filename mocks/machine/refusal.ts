/** Why a request is refused, and with which status. */
export const REFUSALS = {
  'unknown-path': 404,
  'wrong-method': 405,
  'missing-token': 401,
  'garbled-token': 401,
  'expired-token': 401,
  'revoked-token': 401,
  'missing-authorization': 401,
  'malformed-request': 400,
  'upper-case-id': 400,
  'wrong-org': 400,
  'wrong-deployment': 400,
  'wrong-capabilities': 400,
  'org-mismatch': 400,
  'unverified-customer': 400,
  'unknown-conversation': 404,
  'foreign-conversation': 403,
  'closed-conversation': 400,
  'no-session': 417,
  limit: 429,
} as const satisfies Readonly<Record<string, 400 | 401 | 403 | 404 | 405 | 417 | 429>>;

/** One of the reasons. */
export type Refusal = keyof typeof REFUSALS;

/** Tells whether a name is one of them. */
export function isRefusalName(name: string): name is Refusal {
  return Object.hasOwn(REFUSALS, name);
}
