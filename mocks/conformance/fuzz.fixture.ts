import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { createRandom } from '../random.ts';
import { addressed, validRequests } from './fuzz-requests.fixture.ts';
import { create, newToken, type ConversationCall } from './guest.fixture.ts';
import { mutate, type Mutant } from './mutations.fixture.ts';
import { connectRaw, type RawAnswer, type RawConnection } from './raw-http.fixture.ts';

/** What to send where. */
export interface FuzzPlan {
  readonly baseUrl: string;
  readonly seed: number;
  readonly requests: number;
}

/** What came of it. */
export interface FuzzResult {
  /** Operation whose request was changed → status (0 without an answer) → requests. */
  readonly statuses: Readonly<Record<string, Readonly<Record<number, number>>>>;
  /** Every token that was sent. */
  readonly tokens: readonly string[];
}

/** A new guest after so many requests: the changes close conversations, too. */
const REQUESTS_PER_GUEST = 20;
/** Only what hangs waits so long. */
const ANSWER_MS = 20_000;
const ALWAYS_ALLOWED = [400, 404, 405, 431];

/**
 * Sends valid requests of all operations with seeded changes.
 *
 * @throws Error with seed, number and bytes of the first request whose answer is not as it has to be
 */
export async function fuzz({ baseUrl, seed, requests }: FuzzPlan): Promise<FuzzResult> {
  const random = createRandom(seed);
  const valid = validRequests();
  const statuses: Record<string, Record<number, number>> = {};
  const tokens: string[] = [];
  const wire = createWire(baseUrl);
  let guest: ConversationCall | undefined;
  for (let number = 0; number < requests; number += 1) {
    if (guest === undefined || number % REQUESTS_PER_GUEST === 0) {
      guest = { token: await newToken(baseUrl), conversationId: random.uuid() };
      await create(baseUrl, guest);
      tokens.push(guest.token);
    }
    const { token } = guest;
    const request = valid[Math.floor(random.next() * valid.length)]!;
    const mutant = mutate(addressed(request, guest, random), random);
    const where = () => `seed ${seed}, request ${number}: ${shown(mutant, token)}`;
    const answer = await wire.send(mutant).catch((cause: unknown) => {
      throw new Error(`${String(cause)}; ${where()}`, { cause });
    });
    const fault = faultOf(mutant, answer);
    if (fault !== undefined) throw new Error(`${fault}; ${where()}`);
    const counts = (statuses[request.operation] ??= {});
    counts[answer?.status ?? 0] = (counts[answer?.status ?? 0] ?? 0) + 1;
  }
  wire.close();
  return { statuses, tokens };
}

interface Wire {
  readonly send: (mutant: Mutant) => Promise<RawAnswer | undefined>;
  readonly close: () => void;
}

/** One connection for what is HTTP, as long as it lives; one for each request that may be none. */
function createWire(baseUrl: string): Wire {
  let kept: RawConnection | undefined;
  return {
    send: async ({ bytes, method, isFramed }) => {
      if (!isFramed) {
        using own = await connectRaw(baseUrl);
        own.write(bytes);
        // The server may wait for the rest of it: there is none.
        own.socket.end();
        return await answerOf(own, false);
      }
      kept ??= await connectRaw(baseUrl);
      kept.write(bytes);
      const answer = await answerOf(kept, method === 'HEAD');
      const { headers = {} } = answer ?? {};
      const isOver = answer === undefined || headers['connection'] === 'close';
      if (isOver || headers['content-type']?.startsWith('text/event-stream') === true) {
        kept[Symbol.dispose]();
        kept = undefined;
      }
      return answer;
    },
    close: () => kept?.[Symbol.dispose](),
  };
}

async function answerOf(connection: RawConnection, isHead: boolean): Promise<RawAnswer | undefined> {
  const { promise, reject } = Promise.withResolvers<never>();
  const guard = setTimeout(() => reject(new Error(`no answer in ${ANSWER_MS} ms`)), ANSWER_MS);
  try {
    return await Promise.race([connection.next({ isHead }), promise]);
  } finally {
    clearTimeout(guard);
  }
}

/** What is wrong with an answer; undefined when nothing is. */
function faultOf({ method, path, isFramed }: Mutant, answer: RawAnswer | undefined): string | undefined {
  if (answer === undefined) return isFramed ? 'closed without an answer' : undefined;
  const { status, headers, body } = answer;
  if (status >= 500) return `status ${status}: ${body}`;
  if (isFramed && !allowedFor(method, path).includes(String(status))) return `status ${status} is not named`;
  if (status < 400 || method === 'HEAD') return undefined;
  // Without a Host, Node answers by itself.
  if (!isFramed && status === 400 && body === '' && headers['connection'] === 'close') return undefined;
  return hasMessage(headers, body) ? undefined : `status ${status} has no message: ${body}`;
}

function allowedFor(method: string, path: string): readonly string[] {
  const asked = Object.values(OPERATIONS).find(
    (operation) => operation.method === method && patternOf(operation.path).test(path),
  );
  const named = Object.keys(asked?.responses ?? {}).flatMap((status) =>
    status === '2XX' ? ['200', '201', '202', '204'] : [status],
  );
  return [...named, ...ALWAYS_ALLOWED.map(String)];
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace('{conversationId}', '[^/]+')}$`);
}

function hasMessage(headers: RawAnswer['headers'], body: string): boolean {
  if (headers['content-type'] !== 'application/json') return false;
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown };
    return typeof message === 'string' && message !== '';
  } catch {
    return false;
  }
}

/** The bytes as they can be put into a script, without the token. */
function shown({ bytes }: Mutant, token: string): string {
  const text = JSON.stringify(bytes.toString('latin1').replaceAll(token, '$TOKEN'));
  return text.length > 3_000 ? `${text.slice(0, 3_000)}… (${bytes.length} bytes)` : text;
}
