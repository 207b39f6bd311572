import { UNANSWERED, UNREADABLE, type Rule } from './rule.ts';

const NOTHING_COMES = [...UNANSWERED, ...UNREADABLE, 'guest-is-new'] as const;

function lost(event: string): string {
  return `lost=1,event=CONVERSATION_${event}`;
}

/** What comes on the stream, how often, and in which order. */
export const STREAM_RULES = {
  'stream-content-type': {
    says: 'the stream is text/event-stream',
    mark: 'D',
    sources: ['S5'],
    faults: ['mislabelled,operation=streamEvents'],
  },
  'ping-arrives': {
    says: 'pings keep coming',
    mark: 'C',
    sources: ['S21', 'S23'],
    faults: ['no-pings'],
    follows: UNANSWERED,
  },
  'routing-is-announced': {
    says: 'creating a conversation brings its routing result',
    mark: 'D',
    sources: ['S6'],
    faults: [lost('ROUTING_RESULT')],
    follows: NOTHING_COMES,
  },
  'agent-joins': {
    says: 'the agent is announced as a participant',
    mark: 'D',
    sources: ['S6'],
    faults: [lost('PARTICIPANT_CHANGED')],
    follows: NOTHING_COMES,
  },
  'echo-arrives': {
    says: 'an accepted message comes back on the stream',
    mark: 'C',
    sources: ['S5', 'S19'],
    faults: [lost('MESSAGE')],
    follows: NOTHING_COMES,
  },
  'link-is-split': {
    says: 'a text with a link at its end comes back as two messages, the text and a rich link',
    mark: 'D',
    sources: ['S11'],
    faults: ['linkless=1'],
    follows: [...NOTHING_COMES, 'echo-arrives'],
  },
  'delivery-arrives': {
    says: 'an accepted message reaches every open stream of its user',
    mark: 'C',
    sources: ['S19'],
    faults: ['first-tab-only=1'],
    follows: [...NOTHING_COMES, 'echo-arrives', 'continuation-keeps-subject'],
  },
  'close-is-announced': {
    says: 'closing a conversation is announced on the stream',
    mark: 'D',
    sources: ['S6'],
    faults: [lost('CLOSE_CONVERSATION')],
    follows: NOTHING_COMES,
  },
  'event-repeated': {
    says: 'no entry comes twice on one stream',
    mark: 'C',
    sources: ['S19'],
    faults: ['repeated=1'],
    follows: ['guest-is-new'],
  },
  'event-foreign': {
    says: "no event of another guest's conversation arrives",
    mark: 'C',
    sources: ['S19'],
    faults: ['foreign=1'],
    follows: ['guest-is-new'],
  },
  'event-order': {
    says: 'no message comes after the close of its conversation; that echoes come in the order of their sending is inferred',
    mark: 'C',
    sources: ['S26'],
    faults: ['reordered=1,event=CONVERSATION_MESSAGE'],
    follows: ['guest-is-new', 'event-repeated'],
  },
  'entry-event-has-id': {
    says: 'an event with an entry has an id of its own, from which a stream can be resumed',
    mark: 'C',
    sources: ['S19', 'S24'],
    faults: ['idless=1'],
  },
  'replay-after-last-event-id': {
    says: 'a resumed stream brings all that followed its Last-Event-Id',
    mark: 'C',
    sources: ['S19', 'S21'],
    faults: ['no-resume'],
    follows: [...NOTHING_COMES, 'echo-arrives', 'entry-event-has-id'],
  },
  'resume-repeats-nothing': {
    says: 'a resumed stream brings nothing that came before its Last-Event-Id',
    mark: 'C',
    sources: ['S19', 'S21'],
    faults: ['early-resume'],
    follows: ['no-replay-without-last-event-id', 'entry-event-has-id', 'guest-is-new'],
  },
  'no-replay-without-last-event-id': {
    says: 'a stream without Last-Event-Id brings nothing old',
    mark: 'C',
    sources: ['S19'],
    faults: ['always-resume'],
    follows: ['guest-is-new'],
  },
  'tokens-share-target': {
    says: 'all streamed tokens of an answer belong to the same message',
    mark: 'D',
    sources: ['S7'],
    faults: ['token-strayed=0.5'],
  },
  'token-sequence-is-unique': {
    says: 'no two streamed tokens of a message have the same sequence number',
    mark: 'D',
    sources: ['S7'],
    faults: ['token-unnumbered=1'],
  },
  'tokens-end-in-message': {
    says: 'the message that streamed tokens belong to comes in the end',
    mark: 'D',
    sources: ['S7'],
    faults: ['token-strayed=1'],
    follows: [...NOTHING_COMES, 'echo-arrives'],
  },
} as const satisfies Readonly<Record<string, Rule>>;
