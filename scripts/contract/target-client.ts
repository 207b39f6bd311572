import { boundedText } from './bounded-text.ts';
import type { Answer } from '../../schemas/judge-response.ts';
import { headersOf, methodOf, urlOf, type Call, type RequestTarget } from '../../schemas/requests.ts';

/** Makes one call; the body is read whole. Rejects with the cause when no answer came in time. */
export async function request(target: RequestTarget, call: Call): Promise<Answer> {
  const response = await fetch(urlOf(target, call), {
    method: methodOf(call),
    // Followed, it might lead to a host that nobody permitted.
    redirect: 'manual',
    headers: headersOf(target, call),
    signal: AbortSignal.timeout(target.timeouts.operationMs),
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  return {
    operation: call.operation,
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await boundedText(response),
  };
}
