import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import { corsHeaders } from './cors.ts';

/** What every answer carries besides what it says, as faults make it. */
export function commonHeaders(
  request: IncomingMessage,
  operation: string,
  { faults, clock }: { readonly faults: Faults; readonly clock: Clock },
): OutgoingHttpHeaders {
  const skew = faults.strike('clock-skew', { operation });
  const date = skew && new Date(clock.now() + faults.timeOf(skew)).toUTCString();
  const hasCors = faults.strike('no-cors', { operation }) === undefined;
  return { ...(hasCors && corsHeaders(request)), ...(date !== undefined && { date }) };
}
