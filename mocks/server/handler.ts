import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import { sample, type Distribution } from '../latency.ts';
import type { Outcome } from '../machine/command.ts';
import type { Random } from '../machine/random.ts';
import type { Pipeline, Verdict } from '../prism/pipeline.ts';
import { pathOf, readRequest } from '../prism/request.ts';
import type { Ledger } from '../truth/ledger.ts';
import { BODY_TOO_LARGE, readBody } from './body.ts';
import { corsHeaders, isPreflight } from './cors.ts';

/** What the handler stands on. */
export interface HandlerParts {
  readonly clock: Clock;
  readonly pipeline: Pipeline;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly latency: Readonly<Record<string, Distribution>>;
  readonly chances: Random;
  /** Told when the document does not name an answer of ours. */
  readonly onDefects: (operation: string, findings: readonly string[]) => void;
  /** What is left to do once the answer is out. */
  readonly after: (outcome: Outcome, response: ServerResponse) => void;
}

/** Answers one request. Never rejects: a connection that breaks needs no answer. */
export async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  parts: HandlerParts,
): Promise<void> {
  if (isPreflight(request)) {
    response.writeHead(204, corsHeaders(request)).end();
    return;
  }
  try {
    await answer(request, response, parts);
  } catch (error) {
    // What breaks after this point is the connection: nobody is left to be told.
    if (!request.destroyed) process.emitWarning(error instanceof Error ? error : String(error));
    response.destroy();
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: HandlerParts,
): Promise<void> {
  const { pipeline, faults, ledger, clock } = parts;
  const { method = 'GET', url = '/', headers } = request;
  const operation = pipeline.operationOf(method, pathOf(url));
  const name = operation ?? 'unknown';
  const body = await readBody(request);
  await pass(waitMs(name, parts), clock);
  await passHold(parts);
  if (faults.isSilent(name)) {
    ledger.request(name, 'silent');
    return;
  }
  const read = readRequest({ method, url, headers, bodyText: body.text });
  const fault = body.isCut ? { body: {}, bodyFault: BODY_TOO_LARGE } : {};
  const { outcome, defects } = await pipeline.answer({ ...read, ...fault });
  if (defects.length > 0) parts.onDefects(name, defects);
  ledger.request(name, outcome.answer.status);
  send(response, outcome, { ...corsHeaders(request), ...(body.isCut && { connection: 'close' }) });
  parts.after(outcome, response);
}

function send(response: ServerResponse, outcome: Verdict['outcome'], headers: OutgoingHttpHeaders): void {
  const { status, body } = outcome.answer;
  if (outcome.stream !== undefined) {
    response.writeHead(status, {
      ...headers,
      'content-type': 'text/event-stream;charset=utf-8',
      'cache-control': 'no-cache',
    });
    response.flushHeaders();
    return;
  }
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const text = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': text.length })
    .end(text);
}

function waitMs(operation: string, { latency, chances }: HandlerParts): number {
  const distribution = latency[operation];
  return distribution === undefined ? 0 : sample(distribution, chances);
}

async function pass(ms: number, clock: Clock): Promise<void> {
  if (ms <= 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(ms, resolve);
  await promise;
}

/** Again until nothing holds: two windows may follow each other, and a timer may fire a moment early. */
async function passHold({ clock, faults }: HandlerParts): Promise<void> {
  for (let held = faults.heldForMs(clock.now()); held > 0; held = faults.heldForMs(clock.now())) {
    await pass(Math.ceil(held), clock);
  }
}
