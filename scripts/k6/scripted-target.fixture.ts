import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OPERATIONS } from '../../schemas/generated/operations.ts';

/** What a test makes the target do; all of it optional, and sound without. */
export interface Script {
  /** Answers a request itself, or leaves it: true when it has taken it over. */
  readonly answer?: (operation: string, response: ServerResponse) => boolean;
  /** What is really written for one event on one stream, in place of the frame. */
  readonly write?: (event: WrittenEvent) => string;
  /** Breaks a stream off after the event. */
  readonly cuts?: (event: WrittenEvent) => boolean;
}

/** One event on its way to one stream. */
export interface WrittenEvent {
  readonly name: string;
  readonly role: string;
  readonly conversationId: string;
  /** Number of the stream among the guest's own, from 1. */
  readonly stream: number;
  readonly frame: string;
}

/** A small server that speaks the guest's part of the API, as honestly as its script lets it. */
export interface ScriptedTarget extends AsyncDisposable {
  readonly baseUrl: string;
  /** operationId → requests */
  readonly seen: ReadonlyMap<string, number>;
  readonly openStreams: () => number;
}

interface Entry {
  readonly name: string;
  readonly role: string;
  readonly conversationId: string;
  readonly payload: Readonly<Record<string, unknown>> & { readonly id: string; readonly entryType: string };
}

/** Starts one on a free port. */
export async function startScriptedTarget(script: Script = {}): Promise<ScriptedTarget> {
  const seen = new Map<string, number>();
  const streams = createStreams(script);
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const operation = operationOf(request);
      seen.set(operation, (seen.get(operation) ?? 0) + 1);
      if (script.answer?.(operation, response) !== true)
        respond(operation, { request, response, body, streams });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    openStreams: streams.open,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

interface Streams {
  readonly add: (guest: string, stream: ServerResponse) => void;
  readonly emit: (guest: string, entry: Entry) => void;
  readonly open: () => number;
}

function createStreams(script: Script): Streams {
  const streams = new Map<string, ServerResponse[]>();
  return {
    add: (guest, stream) => void streams.set(guest, [...(streams.get(guest) ?? []), stream]),
    emit: (guest, { payload, ...entry }) => {
      for (const [index, stream] of (streams.get(guest) ?? []).entries()) {
        const event = { ...entry, stream: index + 1, frame: frameOf({ payload, ...entry }) };
        stream.write(script.write?.(event) ?? event.frame);
        if (script.cuts?.(event) === true) stream.destroy();
      }
    },
    open: () => [...streams.values()].flat().filter(({ destroyed }) => !destroyed).length,
  };
}

function respond(operation: string, { request, response, body, streams }: Handled): void {
  const guest = guestOf(request);
  const id = (request.url ?? '').split(/[/?]/)[5] ?? '';
  if (operation.startsWith('generate')) {
    const token = `eyJhbGciOiJub25lIn0.${guest === '' ? randomUUID() : guest}.sig`;
    json(response, 200, { accessToken: token, lastEventId: '0' });
  } else if (operation === 'streamEvents') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ping\ndata: 0\n\n');
    streams.add(guest, response);
  } else if (operation === 'createConversation') {
    response.writeHead(201).end();
    streams.emit(guest, routed((JSON.parse(body) as { readonly conversationId: string }).conversationId));
  } else if (operation === 'sendMessage') {
    const { message } = JSON.parse(body) as { readonly message: { readonly id: string } };
    streams.emit(guest, said(id, 'EndUser', message.id));
    json(response, 202, {});
    streams.emit(guest, said(id, 'Chatbot', randomUUID()));
  } else {
    response.writeHead(204).end();
    streams.emit(guest, closed(id));
  }
}

/** Answers as JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

interface Handled {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
  readonly streams: Streams;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function operationOf({ method, url = '' }: IncomingMessage): string {
  const path = (url.split('?')[0] ?? '').replace(/(\/conversation\/)[^/]+/, '$1{conversationId}');
  const found = Object.values(OPERATIONS).find((each) => each.method === method && each.path === path);
  if (found === undefined) throw new Error(`no operation is ${method} ${url}`);
  return found.id;
}

/** The middle of the token is all that tells guests apart. */
function guestOf({ headers }: IncomingMessage): string {
  return headers.authorization?.split('.')[1] ?? '';
}

function frameOf({ name, role, conversationId, payload }: Entry): string {
  const conversationEntry = {
    senderDisplayName: role,
    identifier: payload.id,
    entryType: payload.entryType,
    entryPayload: JSON.stringify(payload),
    sender: { role, appType: 'test', subject: 's', clientIdentifier: '' },
    transcriptedTimestamp: Date.now(),
  };
  const channel = {
    channelPlatformKey: 'k',
    channelType: 'embedded_messaging',
    channelAddressIdentifier: 'a',
  };
  return `event: ${name}\nid: ${conversationEntry.identifier}\ndata: ${JSON.stringify({ ...channel, conversationId, conversationEntry })}\n\n`;
}

function routed(conversationId: string): Entry {
  const payload = {
    entryType: 'RoutingResult',
    id: randomUUID(),
    failureType: 'None',
    routingType: 'Initial',
  };
  return { name: 'CONVERSATION_ROUTING_RESULT', role: 'Router', conversationId, payload };
}

function said(conversationId: string, role: string, id: string): Entry {
  const staticContent = { formatType: 'Text', text: 'Hello' };
  const abstractMessage = { messageType: 'StaticContentMessage', id, staticContent };
  return {
    name: 'CONVERSATION_MESSAGE',
    role,
    conversationId,
    payload: { entryType: 'Message', id, abstractMessage },
  };
}

function closed(conversationId: string): Entry {
  const payload = { entryType: 'CloseConversation', id: randomUUID() };
  return { name: 'CONVERSATION_CLOSE_CONVERSATION', role: 'EndUser', conversationId, payload };
}
