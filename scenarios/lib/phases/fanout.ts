import type { Wanted } from '../awaited.ts';
import { isMessage, isReplyIn } from '../entry-event.ts';
import { converse, enter, enterTab, type Guest, openTab, write } from '../guest.ts';
import { createPhase, pause } from '../journey.ts';
import { parametersOf, type Plan } from '../plan.ts';
import type { TabStream } from '../stream.ts';

/** One guest with several tabs: each message must reach every one of them. */
export function createFanout(plan: Plan): () => Promise<void> {
  const { tabs, messages, messageGapMs } = parametersOf(plan, 'fanout');
  return createPhase(plan, 'fanout', async (journey) => {
    const guest = await enter(journey);
    if (guest === undefined) return;
    const streams = await openTabs(guest, tabs);
    const [first] = streams;
    if (first === undefined || streams.length < tabs) return;
    const conversation = await converse(guest, () => []);
    if (conversation === undefined) return;
    const { id } = conversation;
    for (let number = 1; number <= messages; number += 1) {
      const arrived = await write(guest, { id, text: `Message ${number}` }, (messageId) => [
        ...streams.map((stream, index): Wanted => deliveryTo(stream, index + 1, messageId)),
        { operation: 'awaitReply', stream: first, accepts: isReplyIn(id) },
      ]);
      if (!arrived) return;
      await pause(messageGapMs);
    }
    await conversation.close([]);
  });
}

/** Opens all tabs at once, each with a token of its own; fewer when some could not. */
async function openTabs(guest: Guest, count: number): Promise<readonly TabStream[]> {
  const opening = Array.from({ length: count }, async () => {
    const admission = await enterTab(guest);
    return admission === undefined ? undefined : openTab(guest, admission);
  });
  return (await Promise.all(opening)).filter((stream) => stream !== undefined);
}

function deliveryTo(stream: TabStream, tab: number, messageId: string): Wanted {
  return { operation: 'awaitDelivery', stream, accepts: isMessage(messageId), tab, rule: 'delivery-arrives' };
}
