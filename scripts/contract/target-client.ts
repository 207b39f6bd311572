import { CONTRACT } from '../../schemas/generated/contract-table.ts';
import type { Answer } from '../../schemas/judge-response.ts';

/** What of a target the checks need. */
export interface CheckedTarget {
  readonly baseUrl: string;
  readonly orgId: string;
  readonly esDeveloperName: string;
  readonly capabilitiesVersion: string;
  readonly platform: string;
  readonly context: { readonly appName: string; readonly clientVersion: string };
  readonly captchaToken?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeouts: { readonly operationMs: number; readonly awaitedEventMs: number };
}

/** One request: which operation, with what. */
export interface Call {
  readonly operation: string;
  /** Fills `{conversationId}` in the path. */
  readonly conversationId?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** A Bearer token; none is sent when it is absent. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** The URL of a call. */
export function urlOf(target: CheckedTarget, call: Call): string {
  const path = contractOf(call.operation).path.replace('{conversationId}', call.conversationId ?? '');
  const query = new URLSearchParams(call.query).toString();
  return `${target.baseUrl.replace(/\/$/, '')}${path}${query === '' ? '' : `?${query}`}`;
}

/** The headers of a call, the target's own included. */
export function headersOf(target: CheckedTarget, call: Call): Record<string, string> {
  return {
    ...target.headers,
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
    ...call.headers,
  };
}

/** Makes one call; the body is read whole. Rejects with the cause when no answer came in time. */
export async function request(target: CheckedTarget, call: Call): Promise<Answer> {
  const response = await fetch(urlOf(target, call), {
    method: contractOf(call.operation).method,
    headers: headersOf(target, call),
    signal: AbortSignal.timeout(target.timeouts.operationMs),
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  return {
    operation: call.operation,
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}

/** The same call as a `curl` line that a person can run; the token is a shell variable. */
export function curlOf(target: CheckedTarget, call: Call): string {
  const headers = Object.entries(headersOf(target, call)).map(([name, value]) =>
    name === 'authorization' ? '-H "authorization: Bearer $TOKEN"' : `-H ${quoted(`${name}: ${value}`)}`,
  );
  const body = call.body === undefined ? [] : ['-d', quoted(JSON.stringify(call.body))];
  return [
    'curl',
    '-i',
    '-X',
    contractOf(call.operation).method,
    ...headers,
    ...body,
    quoted(urlOf(target, call)),
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function contractOf(operation: string): (typeof CONTRACT.operations)[string] {
  const contract = CONTRACT.operations[operation];
  if (contract === undefined) throw new Error(`no operation "${operation}" in the description`);
  return contract;
}
