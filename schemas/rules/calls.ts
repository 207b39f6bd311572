import type { Rule } from './rule.ts';

/** Faults of which nobody gets an answer, or an error. */
const FAILURES = ['silent', 'reset', 'half', 'status,code=500'];
/** What a set-up gets wrong, so that nobody gets a token, or one that serves: the doctor tells them apart. */
const WRONG_SET_UPS = [
  'deployment-type',
  'verification-on',
  'captcha-required',
  'unpublished',
  'token-expired',
];
/** Where every call fails, none is refused as it should be. */
const FAILING = ['response-status', 'operation-succeeds'] as const;

/** What calls are answered, and what is refused. */
export const CALL_RULES = {
  'operation-succeeds': {
    says: 'a sound request is answered with a 2xx status',
    mark: 'C',
    sources: ['S19'],
    faults: [
      ...FAILURES.map((fault) => `${fault},operation=generateContinuationToken`),
      'refuse',
      ...WRONG_SET_UPS,
    ],
    follows: ['response-status', 'response-body', 'stream-content-type', 'token-org-id'],
  },
  'handler-exception': {
    says: 'our own handler did not fail on what was received',
    mark: 'I',
    sources: [],
    faults: [],
  },
  'refuses-missing-token': {
    says: 'a call without a token gets 401, wherever one is needed',
    mark: 'C',
    sources: ['S19'],
    faults: ['lenient,refusal=missing-token'],
    follows: FAILING,
  },
  'refuses-garbled-token': {
    says: 'a call with a garbled token gets 401, wherever one is needed',
    mark: 'C',
    sources: ['S19'],
    faults: ['lenient,refusal=garbled-token'],
    follows: FAILING,
  },
  'refuses-expired-token': {
    says: 'a call with an expired token gets 401, wherever one is needed',
    mark: 'C',
    sources: ['S19'],
    faults: ['lenient,refusal=expired-token'],
    follows: FAILING,
  },
  'refuses-foreign-conversation': {
    says: "a guest gets 403 on every operation of another guest's conversation",
    mark: 'C',
    sources: ['S22'],
    faults: ['lenient,refusal=foreign-conversation'],
    follows: [...FAILING, 'guest-is-new'],
  },
  'refuses-malformed-request': {
    says: 'a request that the description forbids gets a 4xx status',
    mark: 'C',
    sources: ['S24'],
    faults: ['lenient,refusal=malformed-request'],
    follows: [...FAILING, 'refuses-unknown-path', 'refuses-upper-case-conversation-id'],
  },
  'refuses-unknown-path': {
    says: 'a path that does not exist gets 404',
    mark: 'C',
    sources: ['S19'],
    faults: ['lenient,refusal=unknown-path'],
    follows: FAILING,
  },
  'refuses-wrong-deployment': {
    says: 'a deployment that does not exist gets 400',
    mark: 'C',
    sources: ['S1', 'S24'],
    faults: ['lenient,refusal=wrong-deployment'],
    follows: FAILING,
  },
  'refuses-upper-case-conversation-id': {
    says: 'a conversation id in upper case gets 400',
    mark: 'C',
    sources: ['S5', 'S27'],
    faults: ['lenient,refusal=upper-case-id'],
    follows: FAILING,
  },
  'refuses-org-mismatch': {
    says: "a stream with an org id other than the token's gets 400",
    mark: 'C',
    sources: ['S24', 'S35'],
    faults: ['lenient,refusal=org-mismatch'],
    follows: FAILING,
  },
  'repeated-create-is-harmless': {
    says: 'creating the same conversation again is no failure',
    mark: 'C',
    sources: ['S26'],
    faults: ['unrepeatable'],
  },
  'nothing-sent-after-close': {
    says: 'a message to a closed conversation is refused',
    mark: 'C',
    sources: ['S26'],
    faults: ['lenient,refusal=closed-conversation'],
    follows: FAILING,
  },
  'page-limit-holds': {
    says: 'a list is no longer than its limit, of 20 by default',
    mark: 'C',
    sources: ['S19'],
    faults: ['overfull'],
  },
  'entries-newest-first': {
    says: 'entries are listed from the newest to the oldest when no direction is asked for',
    mark: 'C',
    sources: ['S19'],
    faults: ['backwards,operation=listConversationEntries'],
  },
  'entry-filter-holds': {
    says: 'entries are listed of the types that entryTypeFilter names, and no others',
    mark: 'C',
    sources: ['S19'],
    faults: ['unfiltered'],
  },
  'conversations-oldest-first': {
    says: 'conversations are listed from the oldest to the newest',
    mark: 'C',
    sources: ['S26'],
    faults: ['backwards,operation=listConversations'],
  },
  'closed-conversations-left-out': {
    says: 'closed conversations are listed only when inclClosedConvs asks for them',
    mark: 'C',
    sources: ['S19'],
    faults: ['closed-listed'],
  },
} as const satisfies Readonly<Record<string, Rule>>;
