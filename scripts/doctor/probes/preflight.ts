import { OPERATIONS } from '../../../schemas/generated/operations.ts';
import { urlOf } from '../../../schemas/requests.ts';
import type { LocatedTarget } from '../../k6/target.ts';
import type { Preflight } from '../facts.ts';
import { ask, type Terms } from './exchange.ts';

/** What browsers ask before they call (reference, 13.1). */
const PREFLIGHTS = [
  { operation: OPERATIONS.generateAccessTokenForUnauthenticatedUser, asked: ['content-type'] },
  {
    operation: OPERATIONS.streamEvents,
    asked: ['authorization', 'cache-control', 'last-event-id', 'x-org-id'],
  },
] as const;

/** Asks what a browser would ask before it calls from this origin. */
export async function askPreflights(
  target: LocatedTarget,
  origin: string,
  terms: Terms,
): Promise<readonly Preflight[]> {
  const seen: Preflight[] = [];
  for (const { operation, asked } of PREFLIGHTS) {
    const headers = {
      origin,
      'access-control-request-method': operation.method,
      'access-control-request-headers': asked.join(','),
    };
    const question = { url: urlOf(target, { operation }), method: 'OPTIONS', headers };
    const { outcome } = await ask(question, terms);
    seen.push({ operation: operation.id, method: operation.method, asked, outcome });
  }
  return seen;
}
