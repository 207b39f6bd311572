import type { TappedEvent } from '../event-tap.ts';
import { staysAway, type Listening } from '../listening.ts';
import { judge, type Session } from '../session.ts';

/**
 * Judges the streamed answers of a conversation once all that were begun should be over: tokens of one answer belong to
 * one message, and it comes (D, S7). Where no answer is streamed, nothing is judged.
 */
export async function judgeStreamedAnswers(session: Session, stream: Listening): Promise<void> {
  await allAnswered(session, stream);
  const targets = new Set(stream.events.flatMap(({ entry }) => entry?.token?.targetMessageIdentifier ?? []));
  if (targets.size === 0) return;
  const messages = new Set(stream.events.filter(isAnswer).flatMap(({ entry }) => entry?.identifier ?? []));
  const lost = [...targets].filter((target) => !messages.has(target));
  const { made } = stream;
  const isWhole = lost.length < targets.size;
  judge(session, 'tokens-end-in-message', {
    made,
    holds: isWhole,
    expected: 'the message that the tokens belong to',
    received: 'none in time',
  });
  judge(session, 'tokens-share-target', {
    made,
    holds: lost.length === 0 || !isWhole,
    expected: 'tokens of messages that come',
    received: `tokens of ${lost.length} that do not`,
  });
}

/** Waits until nothing is heard of an agent for a while, in the time that an awaited event has. */
async function allAnswered(session: Session, stream: Listening): Promise<void> {
  const until = performance.now() + session.target.timeouts.awaitedEventMs;
  for (;;) {
    const heard = new Set(stream.events);
    const isNews = (event: TappedEvent) => !heard.has(event) && event.entry !== undefined;
    if ((await staysAway(stream, isNews)) || performance.now() > until) return;
  }
}

function isAnswer({ name, entry }: TappedEvent): boolean {
  return name === 'CONVERSATION_MESSAGE' && entry?.senderRole !== 'EndUser';
}
