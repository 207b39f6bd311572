import { isClosing, isEntryOf, isMessage, isReplyIn } from '../entry-event.ts';
import { converse, enter, openTab, write } from '../guest.ts';
import { createPhase, type Journey, pause } from '../journey.ts';
import { parametersOf, type Plan } from '../plan.ts';

/** A guest lives through a whole conversation on one stream. */
export function createConversations(plan: Plan): () => Promise<void> {
  const { messages, messageGapMs } = parametersOf(plan, 'conversations');
  return createPhase(plan, 'conversations', async (journey: Journey) => {
    const guest = await enter(journey);
    if (guest === undefined) return;
    // Open first: some live hosts are reported to need it (reference 6.1).
    const stream = await openTab(guest, guest);
    if (stream === undefined) return;
    const conversation = await converse(guest, (id) => [
      { operation: 'awaitFirstEvent', stream, accepts: isEntryOf(id) },
    ]);
    if (conversation === undefined) return;
    const { id } = conversation;
    for (let number = 1; number <= messages; number += 1) {
      if (number > 1) await pause(messageGapMs);
      const arrived = await write(guest, { id, text: `Message ${number}` }, (messageId) => [
        { operation: 'awaitEcho', stream, accepts: isMessage(messageId), rule: 'echo-arrives' },
        { operation: 'awaitReply', stream, accepts: isReplyIn(id) },
      ]);
      if (!arrived) return;
    }
    await conversation.close([{ operation: 'awaitClosed', stream, accepts: isClosing(id) }]);
  });
}
