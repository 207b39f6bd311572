import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createCall, messageCall } from '../../../schemas/requests.ts';
import { HarnessError } from '../../errors.ts';
import type { Bench } from '../bench.ts';
import { createCaller, newToken } from './caller.ts';
import { startStandIn } from './served.ts';

/** What guests write in the bench. */
export const TEXT = 'Where is my order? I have been waiting for a week.';
const MESSAGES = 20;
/** The agent's last answer has come by then, or the mean is that of one less. */
const SETTLE_MS = 1_000;

/** Mean bytes of an event of a stand-in while a guest writes, as it stands on the stream. */
export async function measureFrame(bench: Bench): Promise<number> {
  await using standIn = await startStandIn(bench);
  using caller = createCaller(standIn.baseUrl);
  const token = await newToken(caller);
  const conversationId = randomUUID();
  await caller.call(createCall(caller.target, { token, conversationId }));
  let text = '';
  const stream = await caller.stream(token);
  stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  for (let message = 0; message < MESSAGES; message += 1)
    await caller.call(
      messageCall(caller.target, { token, conversationId, messageId: randomUUID(), text: TEXT }),
    );
  await wait(SETTLE_MS, undefined, { signal: bench.signal });
  stream.destroy();
  return meanFrameBytes(text);
}

/** Pings, which have no id, do not count. @throws HarnessError when there is no event */
export function meanFrameBytes(text: string): number {
  const frames = text.split(/(?<=\n\n)/).filter((frame) => /^id: /m.test(frame) && frame.endsWith('\n\n'));
  if (frames.length === 0)
    throw new HarnessError('harness', 'no event came to the stream of a guest who writes');
  return Math.round(frames.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0) / frames.length);
}
