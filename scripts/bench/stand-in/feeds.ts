import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createCall, messageCall } from '../../../schemas/requests.ts';
import { HarnessError } from '../../errors.ts';
import type { Bench } from '../bench.ts';
import { createCaller, newTokens } from './caller.ts';
import { TEXT } from './frame.ts';
import { startPeer } from './peer.ts';
import { startStandIn, type Served, type ServedStandIn } from './served.ts';
import { steadily } from './steadily.ts';
import { deliveriesOf, totalsOf } from './truth.ts';

/** A server that delivers events to open streams at a steady rate when it is told to. */
export interface Feed extends Served {
  /** Of those who hold its streams, in turn. */
  readonly tokens: readonly string[];
  /** Delivers for that long, and returns when nothing more is written. */
  run(seconds: number): Promise<void>;
  /** Deliveries since its start; exact while nothing is written. */
  deliveries(): Promise<number>;
  /** Ends its streams. */
  end(): Promise<void>;
}

/** How much it is to deliver. */
export interface FeedPlan {
  readonly deliveriesPerSecond: number;
  /** Guests who write, of a stand-in; their streams are tabs of theirs, the same number for each. */
  readonly guests: number;
  readonly tabs: number;
}

/** An echo and an answer to each tab, until the first run has shown how many events a message brings. */
const EXPECTED_EVENTS = 2;
const POLL_MS = 50;
const QUIET_MS = 1_500;
const QUIET_TIMEOUT_MS = 10_000;

/** A stand-in whose guests write messages. */
export async function startChatFeed(bench: Bench, plan: FeedPlan): Promise<Feed> {
  await using owned = new AsyncDisposableStack();
  const standIn = owned.use(await startStandIn(bench));
  const caller = owned.use(createCaller(standIn.baseUrl));
  const tokens = await newTokens(caller, plan.guests);
  const chats = await Promise.all(
    tokens.map(async (token) => {
      const chat = { token, conversationId: randomUUID() };
      await caller.call(createCall(caller.target, chat));
      return chat;
    }),
  );
  const send = async (index: number) =>
    caller.call(
      messageCall(caller.target, { ...chats[index % chats.length]!, messageId: randomUUID(), text: TEXT }),
    );
  const deliveries = async () => deliveriesOf(standIn.truth());
  let deliveriesPerMessage = EXPECTED_EVENTS * plan.tabs;
  const run = async (seconds: number) => {
    const before = await deliveries();
    const perSecond = plan.deliveriesPerSecond / deliveriesPerMessage;
    const messages = await steadily({ perSecond, seconds, signal: bench.signal }, send);
    await silence(bench, standIn);
    deliveriesPerMessage = ((await deliveries()) - before) / messages;
    if (!(deliveriesPerMessage > 0))
      throw new HarnessError('harness', `${messages} messages brought no event`);
  };
  const end = async () => {
    const [total, counted] = [totalsOf(await standIn.stop()).deliveries, await deliveries()];
    if (total !== counted)
      throw new HarnessError(
        'harness',
        `its truth counts ${total} deliveries in all, ${counted} in intervals`,
      );
  };
  const started = owned.move();
  const { pid, baseUrl } = standIn;
  const dispose = () => started.disposeAsync();
  return { pid, baseUrl, tokens, run, deliveries, end, [Symbol.asyncDispose]: dispose };
}

/** The peer, which needs no guests. */
export async function startPeerFeed(
  bench: Bench,
  { deliveriesPerSecond, frameBytes }: { readonly deliveriesPerSecond: number; readonly frameBytes: number },
): Promise<Feed> {
  const peer = await startPeer(bench, frameBytes);
  const pause = async (ms: number) => wait(ms, undefined, { signal: bench.signal });
  const run = async (seconds: number) => {
    await peer.write(deliveriesPerSecond);
    await pause(seconds * 1000);
    await peer.write(0);
    await pause(QUIET_MS);
  };
  const end = async () => peer[Symbol.asyncDispose]();
  return { ...peer, tokens: [], run, deliveries: async () => (await peer.state()).frames, end };
}

/** Waits for a whole second in which nothing was delivered. */
async function silence({ signal }: Bench, standIn: ServedStandIn): Promise<void> {
  const seconds = () => standIn.truth().intervals;
  // The one that is under way has begun before.
  const from = seconds().length + 1;
  const deadline = performance.now() + QUIET_TIMEOUT_MS;
  while (
    !seconds()
      .slice(from)
      .some(({ deliveries }) => deliveries === 0)
  ) {
    if (performance.now() > deadline)
      throw new HarnessError('harness', 'the stand-in still delivers, ten seconds after the last message');
    await wait(POLL_MS, undefined, { signal });
  }
}
