import { listConversationEntries, listConversations } from '../../../schemas/generated/operations.ts';
import { isMembers } from '../../../schemas/json.ts';
import { closeCall, createCall, type Call } from '../../../schemas/requests.ts';
import { shown } from '../../../schemas/violation.ts';
import {
  call,
  isSuccess,
  judge,
  newGuest,
  parsedObject,
  succeeds,
  type Guest,
  type Session,
} from '../session.ts';
import { OPENS_MORE, type ContractCase } from './case.ts';
import { newVisit, textCall } from './conversations.ts';

/** Cases of both lists: limits, order, filters. */
export const listCases: readonly ContractCase[] = [
  {
    id: 'entries',
    operation: listConversationEntries.id,
    kind: 'sequence',
    notOnRealHosts: OPENS_MORE,
    run: listsEntries,
  },
  {
    id: 'conversations',
    operation: listConversations.id,
    kind: 'sequence',
    notOnRealHosts: OPENS_MORE,
    run: listsConversations,
  },
];

const DEFAULT_LIMIT = 20;
const HIGHEST_LIMIT = 50;
/** With their routing and answers, more than a page. */
const MESSAGES = 20;

async function listsEntries(session: Session): Promise<void> {
  const visit = await newVisit(session);
  if (!(await succeeds(session, createCall(session.target, visit)))) return;
  for (let number = 1; number <= MESSAGES; number += 1)
    await succeeds(session, textCall(session, visit, `Message ${number}`).made);
  const at = { operation: listConversationEntries, ...visit };
  for (const limit of [undefined, 2, HIGHEST_LIMIT]) {
    const { made, items } = await list(session, at, limit === undefined ? {} : { limit: String(limit) });
    judgeLength(session, { made, items, limit: limit ?? DEFAULT_LIMIT });
    judgeOrder(session, 'entries-newest-first', { made, items: items.toReversed() });
  }
  const { made, items } = await list(session, at, {
    limit: String(HIGHEST_LIMIT),
    entryTypeFilter: 'Message',
  });
  const others = items.filter(({ entryType }) => entryType !== 'Message');
  const received = others.length === 0 ? 'nothing else' : shown(others[0]?.['entryType']);
  judge(session, 'entry-filter-holds', { made, holds: others.length === 0, expected: 'Message', received });
}

async function listsConversations(session: Session): Promise<void> {
  const guest = await newGuest(session);
  const ids = Array.from({ length: 3 }, () => session.random.uuid());
  for (const conversationId of ids)
    if (!(await succeeds(session, createCall(session.target, { ...guest, conversationId })))) return;
  const closed = ids[0] ?? '';
  if (!(await succeeds(session, closeCall(session.target, { ...guest, conversationId: closed })))) return;
  const whole = await listOfGuest(session, guest, { inclClosedConvs: 'true' });
  judgeOrder(session, 'conversations-oldest-first', whole);
  judgeLength(session, { ...(await listOfGuest(session, guest, { limit: '1' })), limit: 1 });
  const { made, items } = await listOfGuest(session, guest, {});
  judge(session, 'closed-conversations-left-out', {
    made,
    holds: items.every(({ conversationId }) => conversationId !== closed),
    expected: 'open conversations',
    received: 'a closed one',
  });
}

type Items = readonly Readonly<Record<string, unknown>>[];

interface Listed {
  readonly made: Call;
  readonly items: Items;
}

function listOfGuest(session: Session, { token }: Guest, query: Record<string, string>): Promise<Listed> {
  return list(session, { operation: listConversations, token }, query);
}

async function list(session: Session, at: Call, query: Record<string, string>): Promise<Listed> {
  const { operation, conversationId, token } = at;
  const made: Call = {
    operation,
    query,
    ...(token !== undefined && { token }),
    ...(conversationId !== undefined && { conversationId }),
  };
  const answer = await call(session, made);
  isSuccess(session, { made, answer });
  const body = parsedObject(answer.body);
  const items = body['conversationEntries'] ?? body['conversations'];
  return { made, items: Array.isArray(items) ? items.filter(isMembers) : [] };
}

function judgeLength(session: Session, { made, items, limit }: Listed & { readonly limit: number }): void {
  const holds = items.length <= limit;
  const found = { made, holds, expected: `at most ${limit}`, received: String(items.length) };
  judge(session, 'page-limit-holds', found);
}

/** Those without a time, or with the same, are in any order. */
function judgeOrder(
  session: Session,
  rule: 'entries-newest-first' | 'conversations-oldest-first',
  { made, items }: Listed,
): void {
  const times = items
    .map((item) => item['transcriptedTimestamp'] ?? item['startTimestamp'])
    .filter((time) => typeof time === 'number');
  const holds = times.every((time, place) => place === 0 || time >= (times[place - 1] ?? time));
  const expected = rule === 'entries-newest-first' ? 'the newest first' : 'the oldest first';
  judge(session, rule, { made, holds, expected, received: 'another order' });
}
