import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestQueue } from '../capacity/request-queue.ts';
import type { Clock } from '../clock.ts';
import { distortAnswer } from '../faults/answers.ts';
import { misread } from '../faults/requests.ts';
import type { Faults } from '../faults/faults.ts';
import { tokenRefusal } from '../faults/wrong-set-ups.ts';
import type { Outcome } from '../machine/command.ts';
import type { TokenSealer } from '../machine/token.ts';
import type { Pipeline, Verdict } from '../prism/pipeline.ts';
import { originForm, pathOf, readRequest } from '../prism/request.ts';
import type { Ledger, RequestEnd } from '../truth/ledger.ts';
import type { Gate } from './gate.ts';
import { bodyLimitOf, readBody, type ReadBody } from './body.ts';
import { isPreflight } from './cors.ts';
import { commonHeaders } from './headers.ts';
import { replyOf } from './reply.ts';
import { send } from './send.ts';

/** Of a waiting room that is full. */
const FULL = 503;

/** What the handler stands on. */
export interface HandlerParts {
  readonly clock: Clock;
  readonly pipeline: Pipeline;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly sealer: TokenSealer;
  /** What requests queue for, all or those of one operation; undefined when the capacity is the machine's own. */
  readonly queue: RequestQueue | undefined;
  /** What goes out waits here while the server stands still. */
  readonly gate: Gate;
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
  const { pipeline, ledger } = parts;
  const url = originForm(request.url ?? '/');
  const operation = isPreflight(request)
    ? 'preflight'
    : (pipeline.operationOf(request.method ?? 'GET', pathOf(url)) ?? 'unknown');
  const finish = ledger.begin(operation);
  try {
    finish(await answer({ request, url, operation }, response, parts));
  } catch (error) {
    // The request itself is destroyed once it is read: the connection tells whether anybody is left to be told.
    const hasLeft = request.socket.destroyed;
    finish(hasLeft ? 'left' : 'failed');
    if (!hasLeft) process.emitWarning(error instanceof Error ? error : String(error));
    response.destroy();
  }
}

/** Answers, and tells how it ended. */
async function answer(
  asked: Omit<Asked, 'body'>,
  response: ServerResponse,
  parts: HandlerParts,
): Promise<RequestEnd> {
  const { faults, clock, gate, after } = parts;
  const { request, operation } = asked;
  if (operation === 'preflight') {
    await gate.passed();
    response.writeHead(204, commonHeaders(request, operation, parts)).end();
    return 204;
  }
  // The arrival, and not when the body was complete.
  const admission = admitted(operation, parts);
  const body = await readBody(request, bodyLimitOf(operation));
  if (admission !== 'full') await pass(admission.departureMs - clock.precise(), clock);
  await pass(faults.latencyMs(operation), clock);
  await gate.passed();
  if (faults.strike('silent', { operation }) !== undefined) return 'silent';
  const outcome =
    admission === 'full'
      ? refused(FULL, 'The waiting room is full')
      : await outcomeOf({ ...asked, body }, parts);
  try {
    const headers = {
      ...commonHeaders(request, operation, parts),
      ...(body.isCut && { connection: 'close' }),
    };
    return send(response, await replyOf(outcome, headers), { operation, faults });
  } finally {
    // What took effect has its events and its timers, whatever became of the answer.
    after(outcome, response);
  }
}

interface Asked {
  readonly request: IncomingMessage;
  readonly url: string;
  readonly operation: string;
  readonly body: ReadBody;
}

async function outcomeOf(
  { request, url, operation, body }: Asked,
  { pipeline, faults, sealer, onDefects }: HandlerParts,
): Promise<Verdict['outcome']> {
  const failure = faults.strike('status', { operation })?.code;
  if (failure !== undefined) return refused(failure, 'A fault was asked for');
  const refusal = tokenRefusal(operation, faults);
  if (refusal !== undefined) return refused(refusal.status, refusal.message);
  const { method = 'GET', headers } = request;
  const read = await readRequest({ method, url, headers, body: body.bytes });
  const bodyFault = body.isCut ? { body: {}, bodyFault: 'The body is too large' } : {};
  const { asked, fault } = misread({ ...read, ...bodyFault }, operation, faults);
  const { outcome, defects, bearer } = await pipeline.answer(asked);
  if (fault !== undefined && outcome.answer.status === 200) faults.note(fault, { operation });
  if (defects.length > 0) onDefects(operation, defects);
  return distortAnswer({ operation, outcome, bearer }, faults, sealer);
}

/** What no machine said. */
function refused(status: number, message: string): Verdict['outcome'] {
  return { answer: { status, body: { message } }, events: [], timers: [] };
}

/** When a server will be done with it: at once where nothing queues. */
function admitted(
  operation: string,
  { queue, clock }: HandlerParts,
): { readonly departureMs: number } | 'full' {
  const now = clock.precise();
  if (queue === undefined || (queue.operation ?? operation) !== operation) return { departureMs: now };
  return queue.admit(now) ?? 'full';
}

async function pass(ms: number, clock: Clock): Promise<void> {
  if (ms <= 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(ms, resolve);
  await promise;
}
