import { isHeaderValue } from '../../schemas/requests.ts';
import { HarnessError } from '../errors.ts';

/** Environment variables that may hold a token. */
export type TokenVariable = 'SCRT_TOKEN' | 'SCRT_EXPIRED_TOKEN';

/**
 * The token that a variable of the environment holds, `Bearer` or not; undefined when it is empty or not set.
 *
 * @throws HarnessError `usage` for one that no header may carry
 */
export function givenToken(variable: TokenVariable): string | undefined {
  const token = process.env[variable]?.trim().replace(/^Bearer\s+/i, '');
  if (token === undefined || token === '') return undefined;
  if (isHeaderValue(token)) return token;
  throw new HarnessError(
    'usage',
    `${variable} (${token.length} characters) holds a space or a character that no header may carry; give the accessToken alone`,
  );
}
