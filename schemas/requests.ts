import type { components } from './generated/api.ts';
import {
  closeConversation,
  createConversation,
  generateAccessTokenForAuthenticatedUser,
  generateAccessTokenForUnauthenticatedUser,
  generateContinuationToken,
  revokeToken,
  sendMessage,
  streamEvents,
} from './generated/operations.ts';
import { formText, formType, type Form } from './form.ts';
import type { Operation } from './operation.ts';

/** What of a target every request needs. */
export interface RequestTarget {
  readonly baseUrl: string;
  readonly orgId: string;
  readonly esDeveloperName: string;
  readonly capabilitiesVersion: string;
  readonly platform: string;
  readonly context: { readonly appName: string; readonly clientVersion: string };
  readonly captchaToken?: string;
  /** Header `Authorization` of the guest token call: a guide asks for one (S32), working clients send none (S19). */
  readonly guestTokenAuthorization?: string;
  /** Sent with every request, an identifying header for example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds: when an operation has failed, when an awaited event is lost. */
  readonly timeouts: { readonly operationMs: number; readonly awaitedEventMs: number };
}

/** One request: which operation, with what. */
export interface Call {
  readonly operation: Operation;
  /** Fills `{conversationId}` in the path. */
  readonly conversationId?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** A Bearer token; none is sent when it is absent. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as multipart/form-data, in place of JSON. */
  readonly form?: Form;
  /** Sent as it is, in place of both; its type is theirs, unless a header says another. */
  readonly text?: string;
}

/** Whose conversation. */
export interface Conversation {
  readonly token: string;
  readonly conversationId: string;
}

/** The guest-token request as it is published (S1, S19). */
export function guestTokenCall(
  target: RequestTarget,
  deviceId: string,
): Call & { readonly body: components['schemas']['GuestTokenRequest'] } {
  const { orgId, esDeveloperName, capabilitiesVersion, platform, context, captchaToken } = target;
  const captcha = captchaToken === undefined ? {} : { captchaToken };
  const { guestTokenAuthorization: authorization } = target;
  return {
    ...(authorization !== undefined && { headers: { authorization } }),
    operation: generateAccessTokenForUnauthenticatedUser,
    body: { orgId, esDeveloperName, capabilitiesVersion, platform, deviceId, context, ...captcha },
  };
}

/** The call for the token of a customer whom the customer's own system vouches for (D, S1). */
export function verifiedTokenCall(
  target: RequestTarget,
  { deviceId, customerIdentityToken }: { readonly deviceId: string; readonly customerIdentityToken: string },
): Call & { readonly body: components['schemas']['AuthenticatedTokenRequest'] } {
  const { body } = guestTokenCall(target, deviceId);
  return {
    operation: generateAccessTokenForAuthenticatedUser,
    body: { ...body, authorizationType: 'JWT', customerIdentityToken },
  };
}

/** The call that revokes a verified customer's token. */
export function revokeCall(token: string): Call {
  return { operation: revokeToken, token };
}

/** The call that asks for a further tab's token. */
export function continuationCall(token: string): Call {
  return { operation: generateContinuationToken, token };
}

/** The call that opens a stream: X-Org-Id takes 15 characters (D, S5). */
export function streamCall(
  { orgId }: RequestTarget,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Call {
  return {
    operation: streamEvents,
    token,
    headers: { accept: 'text/event-stream', 'x-org-id': orgId.slice(0, 15), ...headers },
  };
}

/** The call that creates a conversation. */
export function createCall(target: RequestTarget, { token, conversationId }: Conversation): Call {
  const body: components['schemas']['CreateConversationRequest'] = {
    conversationId,
    esDeveloperName: target.esDeveloperName,
    routingAttributes: {},
  };
  return { operation: createConversation, token, body };
}

/** The call that sends a text under an id of the client's. */
export function messageCall(
  target: RequestTarget,
  message: Conversation & { readonly messageId: string; readonly text: string },
): Call {
  const body: components['schemas']['SendMessageRequest'] = {
    message: {
      id: message.messageId,
      messageType: 'StaticContentMessage',
      staticContent: { formatType: 'Text', text: message.text },
    },
    esDeveloperName: target.esDeveloperName,
    isNewMessagingSession: false,
    routingAttributes: {},
    language: 'en',
  };
  return { operation: sendMessage, token: message.token, conversationId: message.conversationId, body };
}

/** The call that closes a conversation. */
export function closeCall(target: RequestTarget, { token, conversationId }: Conversation): Call {
  return {
    operation: closeConversation,
    token,
    conversationId,
    query: { esDeveloperName: target.esDeveloperName },
  };
}

/** Whether a text of the target can be sent back in a header; one with a line break would be a request of its own. */
export function isHeaderValue(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/** The HTTP method of a call. */
export function methodOf({ operation }: Call): string {
  return operation.method;
}

/** The URL of a call. */
export function urlOf({ baseUrl }: RequestTarget, call: Call): string {
  const path = call.operation.path.replace('{conversationId}', () =>
    encodeURIComponent(call.conversationId ?? ''),
  );
  const query = Object.entries(call.query ?? {})
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return `${baseUrl.replace(/\/$/, '')}${path}${query === '' ? '' : `?${query}`}`;
}

/** The headers of a call, the target's own included. */
export function headersOf(target: RequestTarget, call: Call): Record<string, string> {
  return {
    ...target.headers,
    ...contentType(call),
    ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
    ...call.headers,
  };
}

function contentType({ body, form }: Call): Readonly<Record<string, string>> {
  if (form !== undefined) return { 'content-type': formType(form) };
  return body === undefined ? {} : { 'content-type': 'application/json' };
}

/** The body of a call as it is sent; undefined where there is none. */
export function bodyOf({ text, form, body }: Call): string | undefined {
  if (text !== undefined) return text;
  if (form !== undefined) return formText(form);
  return body === undefined ? undefined : JSON.stringify(body);
}

/** The call as a `curl` line that a person can run; the token is a shell variable, never the token. */
export function curlOf(target: RequestTarget, call: Call): string {
  const headers = Object.entries(headersOf(target, call)).map(([name, value]) =>
    name === 'authorization' ? '-H "authorization: Bearer $TOKEN"' : `-H ${quoted(`${name}: ${value}`)}`,
  );
  const sent = bodyOf(call);
  const body = sent === undefined ? [] : ['-d', quoted(sent)];
  const stream = call.operation.id === 'streamEvents' ? ['-N'] : [];
  return [
    'curl',
    '-i',
    ...stream,
    '-X',
    methodOf(call),
    ...headers,
    ...body,
    quoted(urlOf(target, call)),
  ].join(' ');
}

/** For a shell; with escapes where a text has several lines, as a form has. */
function quoted(text: string): string {
  if (/[\r\n]/.test(text)) {
    const escaped = text.replace(/[\\']/g, String.raw`\$&`);
    return `$'${escaped.replaceAll('\r', String.raw`\r`).replaceAll('\n', String.raw`\n`)}'`;
  }
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
