import type { Rule } from './rule.ts';

const OF_CONTINUATION = 'operation=generateContinuationToken';

/** What the description says, value by value; a breach carries the mark of the assertion that was broken. */
export const DESCRIPTION_RULES = {
  'response-status': {
    says: 'the status is one that the description names',
    mark: 'U',
    sources: [],
    faults: ['status,code=418,operation=createConversation'],
  },
  'response-content-type': {
    says: 'the body has a media type that the description names; the mark is that of the status',
    mark: 'C',
    sources: ['S19'],
    faults: [`mislabelled,${OF_CONTINUATION}`],
  },
  'response-body': {
    says: 'the body is JSON, and what its schema says; the mark is that of the assertion',
    mark: 'C',
    sources: ['S19'],
    faults: [`garbled,${OF_CONTINUATION}`, 'token-missing', 'token-position'],
  },
  'request-body': {
    says: 'the body of a request is JSON, and what its schema says; the mark is that of the assertion',
    mark: 'C',
    sources: ['S19', 'S25'],
    faults: [],
  },
  'event-data': {
    says: 'the data of an event is JSON, an integer for a ping; the mark is that of the assertion',
    mark: 'C',
    sources: ['S19', 'S21', 'S23', 'S24'],
    faults: ['corrupted=1'],
  },
  'event-envelope': {
    says: 'the envelope of an event is what its schema says; the mark is that of the assertion',
    mark: 'D',
    sources: ['S5'],
    faults: ['mistyped=1'],
  },
  'event-payload': {
    says: 'the payload of an entry is what the schema of its event says; the mark is that of the assertion',
    mark: 'C',
    sources: ['S7', 'S8', 'S10'],
    faults: ['payload-mistyped=1'],
    follows: ['event-type-matches-name'],
  },
  'event-type-matches-name': {
    says: 'the entry type belongs to the name of the event; the mark is that of the row',
    mark: 'D',
    sources: ['S6'],
    faults: ['misnamed=1'],
  },
  'payload-type-matches-entry': {
    says: 'the payload has the type of its entry',
    mark: 'C',
    sources: ['S7', 'S8', 'S10'],
    faults: ['payload-mismatched=1'],
  },
  'payload-id-matches-entry': {
    says: 'the payload has the identifier of its entry',
    mark: 'C',
    sources: ['S7', 'S8', 'S19'],
    faults: ['payload-misidentified=1'],
  },
  'payload-is-string-on-stream': {
    says: 'on the stream the payload is a string that holds JSON; the web client drops an object',
    mark: 'C',
    sources: ['S7', 'S8', 'S19'],
    faults: ['payload-as-object=1'],
  },
  'payload-is-object-in-list': {
    says: 'in the list of entries the payload is an object; the web client drops a string',
    mark: 'C',
    sources: ['S19', 'S31'],
    faults: ['payload-as-string'],
  },
  'acknowledgement-has-related-records': {
    says: 'an acknowledgement names the acknowledged entry in relatedRecords',
    mark: 'C',
    sources: ['S19', 'S28'],
    faults: ['unrelated=1'],
  },
  'sender-is-named': {
    says: 'the sender of a message and of a routing result has a name',
    mark: 'C',
    sources: ['S19'],
    faults: ['nameless=1'],
  },
} as const satisfies Readonly<Record<string, Rule>>;
