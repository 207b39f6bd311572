import { EVENTS } from '../../schemas/generated/events.ts';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import type { Missing } from '../../schemas/generated/run-result.ts';
import type { Operation } from '../../schemas/operation.ts';
import { RULES } from '../../schemas/rules.ts';
import { NO_EXPIRED_TOKEN } from './cases/case.ts';
import type { ContractCheck } from './check.ts';

/** What is needed besides a sound target. */
const WHY: Readonly<Record<string, string>> = {
  'request-body': 'only recorded traffic has requests that are not ours: npm run contract -- validate',
  'handler-exception': 'it tells of our own code, under load',
  'refuses-expired-token': NO_EXPIRED_TOKEN,
  'tokens-share-target': 'no answer was streamed',
  'tokens-end-in-message': 'no answer was streamed',
  'token-sequence-is-unique': 'no answer was streamed',
  'acknowledgement-has-related-records': 'nothing was acknowledged',
  CONVERSATION_QUEUE_POSITION: 'nobody had to wait',
  CONVERSATION_PROGRESS_INDICATOR: 'no agent showed progress',
  CONVERSATION_STREAMING_TOKEN: 'no answer was streamed',
  CONVERSATION_DELIVERY_ACKNOWLEDGEMENT: 'nothing was acknowledged',
  CONVERSATION_READ_ACKNOWLEDGEMENT: 'nothing was acknowledged',
  CONVERSATION_CLIENT_ACTION: 'nothing is known that brings it about',
  CONVERSATION_CLIENT_MENU: 'it is deprecated, and nothing is known that brings it about',
  CONVERSATION_END_USER_CONSENT_UPDATED: 'nothing is known that brings it about',
  412: 'it takes an org that cannot create the session record',
  417: 'it takes pre-chat for each session',
  429: 'no limit is provoked',
  500: 'it takes a defect of the server',
};
const OTHERWISE = 'no case came to it';

/** What a check has not exercised of all that the contract names. */
export function missingOf({ seen }: Pick<ContractCheck, 'seen'>): readonly Missing[] {
  const operations = new Set([...seen.statuses.keys()].map((key) => key.split(' ')[0] ?? ''));
  const missing = (kind: Missing['kind'], name: string, key = name): Missing => ({
    kind,
    name,
    why: WHY[key] ?? OTHERWISE,
  });
  return [
    ...seen.leftOut.map(({ id, why }): Missing => ({ kind: 'case', name: id, why })),
    ...absent(Object.keys(OPERATIONS), operations).map((name) => missing('operation', name)),
    ...absent(Object.keys(EVENTS), seen.events).map((name) => missing('event', name)),
    ...absent(Object.keys(RULES), seen.rules).map((name) => missing('rule', name)),
    ...Object.values<Operation>(OPERATIONS)
      .filter(({ id }) => operations.has(id))
      .flatMap((operation) => unseenStatuses(operation, seen.statuses))
      .map(({ id, status }) => missing('status', `${id} ${status}`, status)),
  ];
}

function absent(
  names: readonly string[],
  known: { readonly has: (name: string) => boolean },
): readonly string[] {
  return names.filter((name) => !known.has(name));
}

function unseenStatuses(
  { id, responses }: Operation,
  seen: ReadonlyMap<string, number>,
): readonly { readonly id: string; readonly status: string }[] {
  const answers = [...seen.keys()]
    .filter((key) => key.startsWith(`${id} `))
    .map((key) => key.slice(id.length + 1));
  return Object.keys(responses)
    .filter((status) => !answers.some((answer) => isOf(answer, status)))
    .map((status) => ({ id, status }));
}

/** `2XX` stands for its class. */
function isOf(answer: string, status: string): boolean {
  return answer === status || (status.endsWith('XX') && answer[0] === status[0]);
}
