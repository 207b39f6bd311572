import { randomUUID } from 'node:crypto';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { components } from '../../schemas/generated/api.ts';
import { DEPLOYMENT } from '../machine/deployment.ts';

type Schemas = components['schemas'];

export const API = '/iamessage/api/v2';
export const TOKEN_PATH = `${API}/authorization/unauthenticated/access-token`;
export const STREAM_PATH = '/eventrouter/v1/sse';
export const TOKEN_REQUEST = { ...DEPLOYMENT, capabilitiesVersion: '1', platform: 'Web' };
const { esDeveloperName } = DEPLOYMENT;

/** What of a request differs. */
export interface Sent {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one request; a body goes as JSON. */
export async function send(
  baseUrl: string,
  operation: `${string} /${string}`,
  { token, body, headers }: Sent = {},
): Promise<Response> {
  const [method = 'GET', path = '/'] = operation.split(' ');
  return fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** The message of a refusal. */
export async function messageOf(response: Response): Promise<string> {
  return ((await response.json()) as Schemas['ErrorBody']).message;
}

/** A guest's token. */
export async function newToken(baseUrl: string): Promise<string> {
  const response = await send(baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST });
  return ((await response.json()) as Schemas['TokenResponse']).accessToken;
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

/** One call on a conversation. */
export interface ConversationCall {
  readonly token: string;
  readonly conversationId: string;
}

export async function create(
  baseUrl: string,
  { token, conversationId }: ConversationCall,
): Promise<Response> {
  return send(baseUrl, `POST ${API}/conversation`, { token, body: { conversationId, esDeveloperName } });
}

export async function sendText(
  baseUrl: string,
  { token, conversationId }: ConversationCall,
  ...[id = randomUUID(), text = 'Hello']: readonly string[]
): Promise<Response> {
  const message = {
    id,
    messageType: 'StaticContentMessage',
    staticContent: { formatType: 'Text', text },
  };
  return send(baseUrl, `POST ${API}/conversation/${conversationId}/message`, {
    token,
    body: { message, esDeveloperName },
  });
}

export async function close(baseUrl: string, { token, conversationId }: ConversationCall): Promise<Response> {
  return send(baseUrl, `DELETE ${API}/conversation/${conversationId}?esDeveloperName=${esDeveloperName}`, {
    token,
  });
}

/** A guest with a conversation. */
export async function newConversation(baseUrl: string): Promise<ConversationCall> {
  const call = { token: await newToken(baseUrl), conversationId: randomUUID() };
  await create(baseUrl, call);
  return call;
}

/** One event as it came. */
export interface ReceivedEvent {
  readonly name: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** An open stream. */
export interface OpenStream extends AsyncDisposable {
  readonly response: Response;
  /** The next event that is no ping; undefined when the stream has ended. */
  readonly next: () => Promise<ReceivedEvent | undefined>;
  readonly nextOfAny: () => Promise<ReceivedEvent | undefined>;
  /** So many events that are no pings. */
  readonly take: (count: number) => Promise<readonly ReceivedEvent[]>;
}

/** Opens a stream with the token's own org id. */
export async function openStream(
  baseUrl: string,
  { token, lastEventId }: { readonly token: string; readonly lastEventId?: string },
): Promise<OpenStream> {
  const response = await send(baseUrl, `GET ${STREAM_PATH}`, {
    token,
    headers: {
      'x-org-id': DEPLOYMENT.orgId,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  });
  const events = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  const nextOfAny = async (): Promise<ReceivedEvent | undefined> => {
    // A stream that is cut rejects: for the reader that is an end.
    const { value } = await events.read().catch(() => ({ value: undefined }));
    return value && { name: value.event ?? 'message', id: value.id, data: value.data };
  };
  const next = async (): Promise<ReceivedEvent | undefined> => {
    let event = await nextOfAny();
    while (event?.name === 'ping') event = await nextOfAny();
    return event;
  };
  return {
    response,
    next,
    nextOfAny,
    take: async (count) => {
      const taken: ReceivedEvent[] = [];
      while (taken.length < count) {
        const event = await next();
        if (event === undefined) throw new Error(`the stream ended after ${taken.length} of ${count} events`);
        taken.push(event);
      }
      return taken;
    },
    [Symbol.asyncDispose]: () => events.cancel().catch(() => undefined),
  };
}

/** The entry that an event carries. */
export function entryOf({ data }: ReceivedEvent): Schemas['ConversationEntry'] {
  return (JSON.parse(data) as Schemas['EventEnvelope']).conversationEntry;
}
