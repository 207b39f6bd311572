import { boundedText } from './bounded-text.ts';
import type { Answer } from '../../schemas/judge-response.ts';
import { bodyOf, headersOf, methodOf, urlOf, type Call, type RequestTarget } from '../../schemas/requests.ts';

/**
 * Makes one call; the body is read whole, unless it is a stream, which has no end. Rejects with the cause when no answer
 * came in time.
 */
export async function request(target: RequestTarget, call: Call): Promise<Answer> {
  const body = bodyOf(call);
  const response = await fetch(urlOf(target, call), {
    method: methodOf(call),
    // Followed, it might lead to a host that nobody permitted.
    redirect: 'manual',
    headers: headersOf(target, call),
    signal: AbortSignal.timeout(target.timeouts.operationMs),
    ...(body !== undefined && { body }),
  });
  const contentType = response.headers.get('content-type') ?? '';
  const isStream = contentType.startsWith('text/event-stream');
  if (isStream) await response.body?.cancel();
  return {
    operation: call.operation,
    status: response.status,
    contentType,
    body: isStream ? '' : await boundedText(response),
  };
}
