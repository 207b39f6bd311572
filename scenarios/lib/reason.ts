import type { ErrorCode } from 'k6/x/eventsource';

/** Why an operation failed: the closed list of the tag `reason`. */
export type Reason =
  /** No answer, or no event, in time. */
  | 'timeout'
  | 'refused'
  /** The connection broke after it stood. */
  | 'reset'
  /** No connection for any other reason: name, route, TLS. */
  | 'connect'
  /** An answer, but not a 2xx. */
  | 'status'
  /** A 2xx answer that breaks the contract so that the journey cannot go on. */
  | 'contract'
  /** The stream ended or failed while something was awaited on it. */
  | 'stream'
  | 'error';

/** What k6 says of a request without an answer; error codes: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
export function reasonOfRequest({
  code,
  message,
}: {
  readonly code: number;
  readonly message: string;
}): Reason {
  if (code === 1050 || code === 1211) return 'timeout';
  if (code === 1212) return 'refused';
  // A connection that ends before the answer has no code of its own: it comes as a generic EOF.
  if (code === 1201 || code === 1220 || /\bEOF\b|reset|broken pipe|server closed/i.test(message))
    return 'reset';
  if ((code >= 1100 && code < 1400) || /dial|lookup/.test(message)) return 'connect';
  return 'error';
}

/** What the event-stream client says of a stream that did not open. */
export function reasonOfStream(code: ErrorCode): Reason {
  switch (code) {
    case 'timeout-first-byte':
    case 'timeout-connect':
      return 'timeout';
    case 'refused':
      return 'refused';
    case 'dns':
    case 'connect':
    case 'proxy':
    case 'tls':
      return 'connect';
    case 'reset':
    case 'ended':
      return 'reset';
    case 'status':
      return 'status';
    case 'content-type':
    case 'content-encoding':
    case 'redirect':
      return 'contract';
    default:
      return 'error';
  }
}
