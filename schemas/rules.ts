import type { Provenance } from './mark.ts';

/** A rule of the contract. Its mark is what a breach of it weighs; sources are rows of docs/sources.md. */
export interface Rule extends Provenance {
  /** What must hold, in one line. */
  readonly says: string;
}

/**
 * Every rule. An id may be retired, never reused. "D sample", mixed marks and a D known second-hand only (S26) count as
 * C. A breach of what the description asserts carries the assertion's own mark, not the rule's.
 */
export const RULES = {
  'response-status': { says: 'the status is one that the description names', mark: 'U', sources: [] },
  'response-content-type': {
    says: 'the body has a media type that the description names; the mark is that of the status',
    mark: 'C',
    sources: ['S19'],
  },
  'response-body': {
    says: 'the body is JSON, and what its schema says; the mark is that of the assertion',
    mark: 'C',
    sources: ['S19'],
  },
  'request-body': {
    says: 'the body of a request is JSON, and what its schema says; the mark is that of the assertion',
    mark: 'C',
    sources: ['S19', 'S25'],
  },
  'event-data': {
    says: 'the data of an event is JSON, an integer for a ping; the mark is that of the assertion',
    mark: 'C',
    sources: ['S19', 'S21', 'S23', 'S24'],
  },
  'event-envelope': {
    says: 'the envelope of an event is what its schema says; the mark is that of the assertion',
    mark: 'D',
    sources: ['S5'],
  },
  'event-payload': {
    says: 'the payload of an entry is what the schema of its event says; the mark is that of the assertion',
    mark: 'C',
    sources: ['S7', 'S8', 'S10'],
  },
  'event-type-matches-name': {
    says: 'the entry type belongs to the name of the event; the mark is that of the row',
    mark: 'D',
    sources: ['S6'],
  },
  'payload-type-matches-entry': {
    says: 'the payload has the type of its entry',
    mark: 'C',
    sources: ['S7', 'S8', 'S10'],
  },
  'payload-id-matches-entry': {
    says: 'the payload has the identifier of its entry',
    mark: 'C',
    sources: ['S7', 'S8', 'S19'],
  },
  'payload-is-string-on-stream': {
    says: 'on the stream the payload is a string that holds JSON; the web client drops an object',
    mark: 'C',
    sources: ['S7', 'S8', 'S19'],
  },
  'payload-is-object-in-list': {
    says: 'in the list of entries the payload is an object; the web client drops a string',
    mark: 'C',
    sources: ['S19', 'S31'],
  },
  'acknowledgement-has-related-records': {
    says: 'an acknowledgement names the acknowledged entry in relatedRecords',
    mark: 'C',
    sources: ['S19', 'S28'],
  },
  'sender-is-named': {
    says: 'the sender of a message and of a routing result has a name',
    mark: 'C',
    sources: ['S19'],
  },
  'operation-succeeds': {
    says: 'a sound request is answered with a 2xx status',
    mark: 'C',
    sources: ['S19'],
  },
  'handler-exception': { says: 'our own handler did not fail on what was received', mark: 'I', sources: [] },
  'refuses-missing-token': { says: 'a call without a token gets 401', mark: 'C', sources: ['S19'] },
  'refuses-garbled-token': { says: 'a call with a garbled token gets 401', mark: 'C', sources: ['S19'] },
  'refuses-foreign-conversation': {
    says: "a guest gets 403 on another guest's conversation",
    mark: 'C',
    sources: ['S22'],
  },
  'refuses-malformed-request': {
    says: 'a request without a required member gets 400',
    mark: 'C',
    sources: ['S24'],
  },
  'refuses-wrong-deployment': {
    says: 'a deployment that does not exist gets 400',
    mark: 'C',
    sources: ['S1', 'S24'],
  },
  'refuses-upper-case-conversation-id': {
    says: 'a conversation id in upper case gets 400',
    mark: 'C',
    sources: ['S5', 'S27'],
  },
  'refuses-org-mismatch': {
    says: "a stream with an org id other than the token's gets 400",
    mark: 'C',
    sources: ['S24', 'S35'],
  },
  'repeated-create-is-harmless': {
    says: 'creating the same conversation again is no failure',
    mark: 'C',
    sources: ['S26'],
  },
  'nothing-sent-after-close': {
    says: 'a message to a closed conversation is refused',
    mark: 'C',
    sources: ['S26'],
  },
  'token-claims': {
    says: 'the payload of a token is what its schema says; the mark is that of the assertion',
    mark: 'C',
    sources: ['S21', 'S23'],
  },
  'token-org-id': { says: "the token's org id has 15 characters", mark: 'C', sources: ['S27'] },
  'continuation-keeps-subject': {
    says: 'a continuation token has the same subject',
    mark: 'C',
    sources: ['S19'],
  },
  'continuation-changes-client-id': {
    says: 'a continuation token has a new client id',
    mark: 'C',
    sources: ['S19'],
  },
  'continuation-keeps-expiry': {
    says: 'a continuation token does not live longer',
    mark: 'C',
    sources: ['S26'],
  },
  'stream-content-type': { says: 'the stream is text/event-stream', mark: 'D', sources: ['S5'] },
  'ping-arrives': { says: 'pings keep coming', mark: 'C', sources: ['S21', 'S23'] },
  'routing-is-announced': {
    says: 'creating a conversation brings its routing result',
    mark: 'D',
    sources: ['S6'],
  },
  'agent-joins': { says: 'the agent is announced as a participant', mark: 'D', sources: ['S6'] },
  'echo-arrives': { says: 'an accepted message comes back on the stream', mark: 'C', sources: ['S5', 'S19'] },
  'delivery-arrives': {
    says: 'an accepted message reaches every open stream of its user',
    mark: 'C',
    sources: ['S19'],
  },
  'close-is-announced': {
    says: 'closing a conversation is announced on the stream',
    mark: 'D',
    sources: ['S6'],
  },
  'event-repeated': { says: 'no entry comes twice on one stream', mark: 'C', sources: ['S19'] },
  'event-foreign': { says: "no event of another guest's conversation arrives", mark: 'C', sources: ['S19'] },
  'replay-after-last-event-id': {
    says: 'a resumed stream brings what followed its Last-Event-Id',
    mark: 'C',
    sources: ['S19', 'S21'],
  },
  'no-replay-without-last-event-id': {
    says: 'a stream without Last-Event-Id brings nothing old',
    mark: 'C',
    sources: ['S19'],
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The id of a rule. */
export type RuleId = keyof typeof RULES;
