import http from 'k6/http';
import { now } from 'k6/x/eventsource';
import { begin, type Operation } from 'k6/x/hdrlog';
import { judgeResponse } from '../../schemas/judge-response.ts';
import { bodyOf, headersOf, methodOf, urlOf } from '../../schemas/requests.ts';
import { type Reason, reasonOfRequest } from './reason.ts';
import type { MadeCall } from './repeat-line.ts';
import { guarded, reportViolations } from './report.ts';

/** What came of an operation: what was read from the answer, or why it failed. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Reason };

/** Takes what the journey needs from a body; undefined when it is not there, which fails the operation. */
export type ReadBody<T> = (body: string) => T | undefined;

/** Makes one call, writes it into the book, and judges the answer. Rejects for a URL only that k6 cannot use. */
export async function exchange<T>(made: MadeCall, read: ReadBody<T>): Promise<Outcome<T>> {
  const { target, call } = made;
  const operation = begin(call.operation.id);
  const response = await http.asyncRequest(methodOf(call), urlOf(target, call), bodyOf(call) ?? null, {
    headers: headersOf(target, call),
    timeout: target.timeouts.operationMs,
    responseType: 'text',
    // Without a name of its own, every conversation's URL would be a time series.
    tags: { name: call.operation.id },
  });
  const at = now();
  const { status, error_code: code, error: message } = response;
  // An answer that broke off keeps its status; codes from 1400 on only repeat the status.
  if (status === 0 || (code > 0 && code < 1400)) return failed(operation, reasonOfRequest({ code, message }));
  const body = typeof response.body === 'string' ? response.body : '';
  const contentType = response.headers['Content-Type'] ?? '';
  guarded(made, `the answer ${status} of ${call.operation.id}`, () =>
    reportViolations(judgeResponse({ operation: call.operation, status, contentType, body }), made),
  );
  if (status < 200 || status > 299) return failed(operation, 'status', status);
  const value = guarded(made, `the body of ${call.operation.id}`, () => read(body));
  if (value === undefined) return failed(operation, 'contract', status);
  operation.answer({ at, status });
  return { ok: true, value };
}

function failed(operation: Operation, reason: Reason, status?: number): Outcome<never> {
  operation.fail(reason, status === undefined ? {} : { status });
  return { ok: false, reason };
}
