import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** What browsers ask for before they call (reference, section 13.1). */
const PREFLIGHT: OutgoingHttpHeaders = {
  'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, cache-control, x-org-id, last-event-id',
  'access-control-max-age': '600',
};

/** Whether a request is a browser's pre-flight. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** The headers that let the page of this origin read the answer; none for callers that are no browser. */
export function corsHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const { origin } = request.headers;
  if (origin === undefined) return {};
  const allowed = { 'access-control-allow-origin': origin, vary: 'Origin' };
  return isPreflight(request) ? { ...allowed, ...PREFLIGHT } : allowed;
}
