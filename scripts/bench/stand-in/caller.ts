import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { DEPLOYMENT } from '../../../mocks/machine/deployment.ts';
import {
  continuationCall,
  guestTokenCall,
  headersOf,
  methodOf,
  streamCall,
  urlOf,
  type Call,
  type RequestTarget,
} from '../../../schemas/requests.ts';
import { HarnessError } from '../../errors.ts';

/** Asks one stand-in on a few kept connections. */
export interface Caller extends Disposable {
  readonly target: RequestTarget;
  /** The body of the answer. @throws HarnessError `harness` for any status but 2xx */
  call(made: Call): Promise<string>;
  /** An open stream, on a connection of its own, whose bytes nobody has read yet. @throws as `call` does */
  stream(token: string): Promise<IncomingMessage>;
}

const CONNECTIONS = 16;
const TIMEOUTS = { operationMs: 10_000, awaitedEventMs: 30_000 };

/** What a request to a stand-in at this address needs. */
export function targetAt(baseUrl: string): RequestTarget {
  return {
    baseUrl,
    ...DEPLOYMENT,
    capabilitiesVersion: '1',
    platform: 'Web',
    context: { appName: 'scrt-bench', clientVersion: '0.1.0' },
    timeouts: TIMEOUTS,
  };
}

/** A caller that connects when it is first needed. */
export function createCaller(baseUrl: string): Caller {
  const target = targetAt(baseUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return {
    target,
    call: async (made) => text(await answered(target, { made, agent })),
    stream: async (token) => {
      const answer = await answered(target, { made: streamCall(target, token), agent: false });
      // That a connection ends in the middle of an answer is how every stream ends.
      return answer.on('error', () => undefined);
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** The token of a guest whom nobody knows yet. */
export async function newToken({ target, call }: Caller): Promise<string> {
  return tokenIn(await call(guestTokenCall(target, randomUUID())));
}

/** A token for a further tab of the same guest. */
export async function furtherToken({ call }: Caller, token: string): Promise<string> {
  return tokenIn(await call(continuationCall(token)));
}

/** Tokens of that many guests, some asked for at a time. */
export async function newTokens(caller: Caller, count: number): Promise<readonly string[]> {
  const tokens: string[] = [];
  while (tokens.length < count) {
    const batch = Math.min(CONNECTIONS, count - tokens.length);
    tokens.push(...(await Promise.all(Array.from({ length: batch }, () => newToken(caller)))));
  }
  return tokens;
}

async function answered(
  target: RequestTarget,
  { made, agent }: { readonly made: Call; readonly agent: Agent | false },
): Promise<IncomingMessage> {
  const sent = request(urlOf(target, made), {
    method: methodOf(made),
    headers: headersOf(target, made),
    agent,
  });
  sent.end(made.body === undefined ? undefined : JSON.stringify(made.body));
  const answer = await responseTo(sent, made);
  const { statusCode = 0 } = answer;
  if (statusCode >= 200 && statusCode < 300) return answer;
  answer.destroy();
  throw new HarnessError('harness', `${made.operation.id} was answered with ${statusCode}`);
}

async function responseTo(sent: ClientRequest, { operation }: Call): Promise<IncomingMessage> {
  try {
    const [answer] = await once(sent, 'response', { signal: AbortSignal.timeout(TIMEOUTS.operationMs) });
    return answer as IncomingMessage;
  } catch (cause) {
    // What else breaks of it is no news.
    sent.on('error', () => undefined).destroy();
    throw new HarnessError('harness', `${operation.id} was not answered: ${String(cause)}`, { cause });
  }
}

function tokenIn(body: string): string {
  const { accessToken } = JSON.parse(body) as { readonly accessToken?: unknown };
  if (typeof accessToken === 'string') return accessToken;
  throw new HarnessError('harness', 'a token was answered without accessToken');
}
