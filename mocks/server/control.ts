import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { StandInError } from '../errors.ts';
import { formatPlan } from '../faults/format.ts';
import type { ActiveFault, Faults } from '../faults/faults.ts';
import { parseFault } from '../faults/parse.ts';
import type { Ledger } from '../truth/ledger.ts';
import { readBody } from './body.ts';
import { close, listenAt } from './listening.ts';

/** Faults are changed from this machine only, whatever the API listens on. */
const HOST = '127.0.0.1';
const BODY_LIMIT_BYTES = 64 * 1024;

/** What the control port stands on. */
export interface ControlParts {
  readonly port: number;
  readonly faults: Faults;
  readonly ledger: Pick<Ledger, 'totals' | 'remark'>;
  readonly now: () => number;
}

/** A control port that listens. */
export interface Control {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Listens on a port of its own: `GET /faults` lists, `POST /faults` adds (a JSON list of faults as the flag writes them),
 * `DELETE /faults` ends all and `DELETE /faults/NUMBER` one, `GET /totals` tells what was done.
 *
 * @throws StandInError `port-busy`
 */
export async function startControl(parts: ControlParts): Promise<Control> {
  const server = createServer((request, response) => void handle(request, response, parts));
  const { port } = await listenAt(server, { host: HOST, port: parts.port });
  return { url: `http://${HOST}:${port}`, close: () => close(server) };
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ControlParts,
): Promise<void> {
  const { status, body } = await replyTo(request, parts).catch(failure);
  if (response.destroyed) return;
  // A body that is too large was not read to its end.
  const headers = { 'content-type': 'application/json', ...(status === 413 && { connection: 'close' }) };
  response.writeHead(status, headers).end(`${JSON.stringify(body)}\n`);
}

async function replyTo(request: IncomingMessage, parts: ControlParts): Promise<Reply> {
  const { method = 'GET', url = '/', headers } = request;
  // A page that a browser shows must not reach it, by its own name or by a name that leads here.
  if (headers.origin !== undefined || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? ''))
    return {
      status: 403,
      body: { message: 'Only programs of this machine may call: no Origin, and Host 127.0.0.1' },
    };
  const [, number] = /^\/faults\/(\d{1,9})$/.exec(url) ?? [];
  switch (`${method} ${number === undefined ? url : '/faults/NUMBER'}`) {
    case 'GET /totals':
      return { status: 200, body: parts.ledger.totals() };
    case 'GET /faults':
      return { status: 200, body: parts.faults.list().map((fault) => shown(fault, parts.now())) };
    case 'POST /faults':
      return addFaults(request, parts);
    case 'DELETE /faults':
      return removeFaults(parts);
    case 'DELETE /faults/NUMBER':
      return removeFaults(parts, Number(number));
    default:
      return {
        status: 404,
        body: { message: `There is no ${method} ${url}; GET, POST or DELETE /faults, GET /totals` },
      };
  }
}

function removeFaults({ faults, ledger }: ControlParts, number?: number): Reply {
  const removed = faults.remove(number);
  ledger.remark('faults', { removed: number ?? 'all' });
  return { status: removed === 0 && number !== undefined ? 404 : 200, body: { removed } };
}

async function addFaults(request: IncomingMessage, { faults, ledger, now }: ControlParts): Promise<Reply> {
  const { bytes, isCut } = await readBody(request, BODY_LIMIT_BYTES);
  if (isCut) return { status: 413, body: { message: `The body is larger than ${BODY_LIMIT_BYTES} bytes` } };
  const asked = parsed(bytes);
  const isList = Array.isArray(asked) && asked.every((each): each is string => typeof each === 'string');
  if (!isList || asked.length === 0)
    throw new StandInError(
      'usage',
      'the body is no JSON list of faults; send ["lost=0.1,for=5s"], for example',
    );
  const added = faults.add(asked.map(parseFault));
  ledger.remark('faults', { added: added.map(formatPlan) });
  return { status: 201, body: added.map((fault) => shown(fault, now())) };
}

function shown(fault: ActiveFault, now: number): object {
  const { number, from, to } = fault;
  const endsInMs = to === Infinity ? null : Math.max(0, to - now);
  return { number, fault: formatPlan(fault), startsInMs: Math.max(0, from - now), endsInMs };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function failure(error: unknown): Reply {
  const isUsage = error instanceof StandInError && error.code === 'usage';
  const message = error instanceof Error ? error.message : String(error);
  return { status: isUsage ? 400 : 500, body: { message } };
}
