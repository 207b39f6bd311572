import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { closeCall, createCall, messageCall } from '../../../schemas/requests.ts';
import { furtherToken, newToken, type Caller } from './caller.ts';
import { TEXT } from './frame.ts';

const MESSAGES = 3;
/** One visitor in that many opens a second tab. */
const WITH_SECOND_TAB = 4;

/** What visits differ in. */
export interface Visitor {
  readonly index: number;
  /** Before each next step. */
  readonly thinkMs: number;
  readonly signal: AbortSignal;
}

/** One guest from the token to the last stream's end; the conversation is closed before. */
export async function visit(caller: Caller, { index, thinkMs, signal }: Visitor): Promise<void> {
  const { target, call } = caller;
  const think = async () => wait(thinkMs, undefined, { signal });
  const chat = { token: await newToken(caller), conversationId: randomUUID() };
  const streams = [await caller.stream(chat.token)];
  if (index % WITH_SECOND_TAB === 0)
    streams.push(await caller.stream(await furtherToken(caller, chat.token)));
  for (const stream of streams) stream.resume();
  try {
    await call(createCall(target, chat));
    for (let message = 0; message < MESSAGES; message += 1) {
      await call(messageCall(target, { ...chat, messageId: randomUUID(), text: TEXT }));
      await think();
    }
    await call(closeCall(target, chat));
    await think();
  } finally {
    for (const stream of streams) stream.destroy();
  }
}
