import { closeCall, continuationCall, createCall, streamCall } from '../../../schemas/requests.ts';
import type { TappedEvent } from '../event-tap.ts';
import { arrives, carries, isNamed, listen, staysAway, type Listening } from '../listening.ts';
import { admission, call, isSuccess, judge, succeeds, type Session } from '../session.ts';
import { OPENS_MORE, type ContractCase } from './case.ts';
import { newVisit, textCall, type Visit } from './conversations.ts';
import { judgeStreamedAnswers } from './streamed-answers.ts';

/** Cases of the live stream: what comes, in which order, how often, and after which Last-Event-Id. */
export const streamCases: readonly ContractCase[] = [
  { id: 'whole-conversation', operation: 'sendMessage', kind: 'sequence', run: livesWholeConversation },
  {
    id: 'further-tab',
    operation: 'generateContinuationToken',
    kind: 'sequence',
    notOnRealHosts: OPENS_MORE,
    run: reachesFurtherTab,
  },
  {
    id: 'resume',
    operation: 'streamEvents',
    kind: 'sequence',
    notOnRealHosts: OPENS_MORE,
    run: resumes,
  },
];

/** Sent without a pause, so that an order can be told. */
const IN_A_ROW = { own: 4, foreign: 2 };
const LINK = 'https://www.example.com/';
/** Over in a moment, so that nobody knows whether they are replayed. */
const TRANSIENT = /TYPING|PROGRESS|STREAMING_TOKEN|QUEUE_POSITION/;

async function livesWholeConversation(session: Session): Promise<void> {
  const visit = await newVisit(session);
  const opening = streamCall(session.target, visit.token, { 'last-event-id': visit.lastEventId });
  await using stream = await listen(session, opening, new Set([visit.conversationId]));
  await judgePings(session, stream);
  await beginsConversation(session, stream, visit);
  await sendsInARow(session, stream, visit);
  await sendsLink(session, stream, visit);
  await judgeStreamedAnswers(session, stream);
  const close = closeCall(session.target, visit);
  if (!(await succeeds(session, close))) return;
  await arrives(session, stream, {
    rule: 'close-is-announced',
    made: close,
    what: 'CONVERSATION_CLOSE_CONVERSATION',
    accepts: isNamed('CONVERSATION_CLOSE_CONVERSATION'),
  });
}

async function judgePings(session: Session, stream: Listening): Promise<void> {
  const { made } = stream;
  const first = await arrives(session, stream, {
    rule: 'ping-arrives',
    made,
    what: 'a ping',
    accepts: isNamed('ping'),
  });
  if (first === undefined) return;
  const isFurther = (event: TappedEvent) => event.name === 'ping' && event !== first;
  await arrives(session, stream, { rule: 'ping-arrives', made, what: 'a further ping', accepts: isFurther });
}

async function beginsConversation(session: Session, stream: Listening, visit: Visit): Promise<void> {
  const made = createCall(session.target, visit);
  if (!(await succeeds(session, made))) return;
  await arrives(session, stream, {
    rule: 'routing-is-announced',
    made,
    what: 'CONVERSATION_ROUTING_RESULT',
    accepts: isNamed('CONVERSATION_ROUTING_RESULT'),
  });
  await arrives(session, stream, {
    rule: 'agent-joins',
    made,
    what: 'CONVERSATION_PARTICIPANT_CHANGED',
    accepts: isNamed('CONVERSATION_PARTICIPANT_CHANGED'),
  });
}

async function sendsInARow(session: Session, stream: Listening, visit: Visit): Promise<void> {
  const count = session.isOwn ? IN_A_ROW.own : IN_A_ROW.foreign;
  const sent: ReturnType<typeof textCall>[] = [];
  for (let number = 1; number <= count; number += 1) {
    const text = textCall(session, visit, `Message ${number}`);
    stream.sends(text.messageId);
    if (await succeeds(session, text.made)) sent.push(text);
  }
  for (const { made, messageId } of sent)
    await arrives(session, stream, {
      rule: 'echo-arrives',
      made,
      what: 'its echo',
      accepts: carries(messageId),
    });
}

/** Two messages: the text under the id that it was sent with, and the link under another (D, S11). */
async function sendsLink(session: Session, stream: Listening, visit: Visit): Promise<void> {
  const known = new Set(stream.events);
  const { made, messageId } = textCall(session, visit, `Have a look at ${LINK}`);
  stream.sends(messageId);
  if (!(await succeeds(session, made))) return;
  const isOwnMessage = ({ name, entry }: TappedEvent) =>
    name === 'CONVERSATION_MESSAGE' && entry?.senderRole === 'EndUser';
  await arrives(session, stream, {
    rule: 'link-is-split',
    made,
    what: 'the text and its link',
    accepts: (event) =>
      isOwnMessage(event) &&
      stream.events.filter((each) => !known.has(each) && isOwnMessage(each)).length > 1,
  });
}

async function reachesFurtherTab(session: Session): Promise<void> {
  const visit = await newVisit(session);
  const own = new Set([visit.conversationId]);
  const made = continuationCall(visit.token);
  const answer = await call(session, made);
  if (!isSuccess(session, { made, answer })) return;
  const { token } = admission(answer);
  await using first = await listen(session, streamCall(session.target, visit.token), own);
  await using further = await listen(session, streamCall(session.target, token), own);
  if (!(await succeeds(session, createCall(session.target, visit)))) return;
  const text = textCall(session, visit);
  if (!(await succeeds(session, text.made))) return;
  const accepts = carries(text.messageId);
  await arrives(session, first, { rule: 'echo-arrives', made: text.made, what: 'its echo', accepts });
  await arrives(session, further, {
    rule: 'delivery-arrives',
    made: text.made,
    what: 'the message in the further tab',
    accepts,
  });
}

async function resumes(session: Session): Promise<void> {
  const visit = await newVisit(session);
  const own = new Set([visit.conversationId]);
  const opening = streamCall(session.target, visit.token, { 'last-event-id': visit.lastEventId });
  await using before = await listen(session, opening, own);
  if (!(await succeeds(session, createCall(session.target, visit)))) return;
  const first = await sends(session, before, visit);
  const second = first && (await sends(session, before, visit));
  if (first === undefined || second === undefined) return;
  const place = before.events.indexOf(first);
  const earlier = identifiers(before.events.slice(0, place + 1));
  const later = identifiers(before.events.slice(place + 1, before.events.indexOf(second) + 1));
  await judgeResumed(session, { own, visit, from: first.lastEventId, earlier, later });
  await judgeFresh(session, { own, visit, earlier: [...earlier, ...later] });
}

/** Sends a text and awaits its echo. */
async function sends(session: Session, stream: Listening, visit: Visit): Promise<TappedEvent | undefined> {
  const { made, messageId } = textCall(session, visit);
  if (!(await succeeds(session, made))) return undefined;
  const awaited = { rule: 'echo-arrives', made, what: 'its echo', accepts: carries(messageId) } as const;
  return arrives(session, stream, awaited);
}

interface Resumption {
  readonly own: ReadonlySet<string>;
  readonly visit: Visit;
  readonly from: string;
  /** Entries up to the position, and behind it. */
  readonly earlier: readonly string[];
  readonly later: readonly string[];
}

async function judgeResumed(
  session: Session,
  { own, visit, from, earlier, later }: Resumption,
): Promise<void> {
  const made = streamCall(session.target, visit.token, { 'last-event-id': from });
  await using resumed = await listen(session, made, own);
  for (const identifier of later)
    await arrives(session, resumed, {
      rule: 'replay-after-last-event-id',
      made,
      what: 'what followed',
      accepts: carries(identifier),
    });
  const holds = await staysAway(resumed, ({ entry }) => earlier.includes(entry?.identifier ?? ''));
  const received = 'an entry from before it';
  judge(session, 'resume-repeats-nothing', { made, holds, expected: 'nothing from before it', received });
}

async function judgeFresh(
  session: Session,
  { own, visit, earlier }: Pick<Resumption, 'own' | 'visit' | 'earlier'>,
): Promise<void> {
  const made = streamCall(session.target, visit.token);
  await using fresh = await listen(session, made, own);
  const holds = await staysAway(fresh, ({ entry }) => earlier.includes(entry?.identifier ?? ''));
  const received = 'an earlier entry';
  judge(session, 'no-replay-without-last-event-id', { made, holds, expected: 'nothing old', received });
}

function identifiers(events: readonly TappedEvent[]): readonly string[] {
  return events.filter(({ name }) => !TRANSIENT.test(name)).flatMap(({ entry }) => entry?.identifier ?? []);
}
