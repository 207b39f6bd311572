import type { Distribution } from '../latency.ts';
import type { EntryEventName } from '../machine/entries.ts';
import type { Refusal } from '../machine/refusal.ts';

/** How the text of a parameter is read. */
export type ParameterKind = 'duration' | 'distribution' | 'operation' | 'event' | 'refusal' | 'status';

/** One parameter of a fault. */
export interface FaultParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly summary: string;
  /** As it is written; without it the parameter may be left out and then narrows nothing. */
  readonly default?: string;
}

/** What a share of a fault is a share of. */
export type FaultSubject =
  | 'requests'
  | 'tokens'
  | 'connections'
  | 'deliveries'
  | 'pings'
  | 'streams'
  | 'openings';

/** One misbehaviour that the stand-in can be told to show. */
export interface FaultKind {
  readonly summary: string;
  /** Undefined where a share makes no sense. */
  readonly shareOf?: FaultSubject;
  readonly defaultShare: number;
  /** Besides `at` and `for`, which all have. */
  readonly parameters: readonly FaultParameter[];
}

/** When a fault begins and how long it lasts. Each fault has both. */
export const WINDOW: readonly FaultParameter[] = [
  {
    name: 'at',
    kind: 'duration',
    summary: 'when it begins, from the start or from when it was asked for',
    default: '0s',
  },
  { name: 'for', kind: 'duration', summary: 'how long it lasts; for ever when left out' },
];

const OPERATION: FaultParameter = { name: 'operation', kind: 'operation', summary: 'only this operation' };

const EVENT: FaultParameter = { name: 'event', kind: 'event', summary: 'only events of this name' };

const RARE = 0.01;

function ofRequests(summary: string, ...parameters: readonly FaultParameter[]): FaultKind {
  return { summary, shareOf: 'requests', defaultShare: 1, parameters: [OPERATION, ...parameters] };
}

function ofDeliveries(summary: string, ...parameters: readonly FaultParameter[]): FaultKind {
  return { summary, shareOf: 'deliveries', defaultShare: RARE, parameters: [EVENT, ...parameters] };
}

function ofOpenings(summary: string): FaultKind {
  return { summary, shareOf: 'openings', defaultShare: 1, parameters: [] };
}

function ofTokens(summary: string): FaultKind {
  return { summary, shareOf: 'tokens', defaultShare: 1, parameters: [] };
}

function time(name: string, summary: string, written: string): FaultParameter {
  return { name, kind: 'distribution', summary, default: written };
}

/** Every fault by its id. Help, documents and parser are made from this list; an id may be retired, never reused. */
export const FAULTS = {
  // The whole server.
  stall: {
    summary: 'the whole server holds every answer and every event',
    defaultShare: 1,
    parameters: [
      { name: 'at', kind: 'duration', summary: 'when it begins', default: '5s' },
      { name: 'for', kind: 'duration', summary: 'how long it lasts', default: '2s' },
    ],
  },
  refuse: {
    summary: 'a connection is reset as it is accepted; with share 1 from the start nothing listens at all',
    shareOf: 'connections',
    defaultShare: 1,
    parameters: [],
  },
  // Requests.
  latency: ofRequests('an operation takes its time before it takes effect', time('time', 'how long', '1s')),
  silent: ofRequests('a request is accepted and never answered'),
  status: ofRequests('a request has no effect and is answered with an error', {
    name: 'code',
    kind: 'status',
    summary: 'the status, 400 to 599',
    default: '503',
  }),
  reset: ofRequests('the connection is reset in place of the answer; the request had its effect'),
  half: ofRequests('half of the answer is sent, then the connection is reset'),
  garbled: ofRequests('the body of the answer is cut off and is no JSON'),
  mislabelled: ofRequests('the answer says it is text/plain'),
  lenient: ofRequests('what is to be refused with 4xx is answered with 200', {
    name: 'refusal',
    kind: 'refusal',
    summary: 'only what is refused for this reason',
  }),
  unrepeatable: ofRequests('creating a conversation again is answered with 409'),
  'payload-as-string': ofRequests('the list of entries has payloads as strings'),
  overfull: ofRequests('a list repeats its last item'),
  backwards: ofRequests('a list is in the opposite order'),
  unfiltered: ofRequests('entryTypeFilter is ignored'),
  'closed-listed': ofRequests('closed conversations are listed unasked'),
  // Tokens.
  'token-missing': ofTokens('the answer holds no access token'),
  'token-position': ofTokens('lastEventId is a number'),
  'token-claims': ofTokens("the token's capabilitiesVersion is a number"),
  'token-org-id': ofTokens("the token's org id has 18 characters"),
  'token-channel': ofTokens('the token is for another channel'),
  'token-subject': ofTokens('all guests have the same subject'),
  'continuation-subject': ofTokens('a continuation token has another subject'),
  'continuation-client-id': ofTokens('a continuation token has the same client id'),
  'continuation-expiry': ofTokens('a continuation token lives longer'),
  // Events.
  lost: ofDeliveries('an event is not delivered to one stream'),
  'first-tab-only': ofDeliveries('an event reaches only the stream of its user that is open longest'),
  repeated: ofDeliveries('an event is delivered twice to one stream'),
  reordered: ofDeliveries('an event is delivered after the next one, or a second later'),
  corrupted: ofDeliveries('the data of an event is cut off and is no JSON'),
  mistyped: ofDeliveries('channelType in the envelope of an event is a number'),
  'payload-mistyped': ofDeliveries('members of the payload of an event have another type'),
  'payload-mismatched': ofDeliveries('the payload of an event has the type of another entry'),
  'payload-misidentified': ofDeliveries('the payload of an event has the id of another entry'),
  'payload-as-object': ofDeliveries('the payload of an event is an object'),
  misnamed: ofDeliveries('an event has the name of another kind of event'),
  nameless: ofDeliveries('the sender of an event has no name'),
  idless: ofDeliveries('an event has no id'),
  linkless: ofDeliveries('the link of a message is not delivered'),
  'token-strayed': ofDeliveries('a streamed token belongs to a message that never comes'),
  'token-unnumbered': ofDeliveries('a streamed token has sequence number 0'),
  unrelated: ofDeliveries('relatedRecords of an event is missing'),
  foreign: ofDeliveries("an event of another guest's conversation comes besides"),
  unknown: ofDeliveries('an event that nobody knows comes besides: harmless'),
  // Streams.
  cut: ofDeliveries("a stream's connection is destroyed after an event"),
  'cut-after': {
    summary: "a stream's connection is destroyed after a time",
    shareOf: 'streams',
    defaultShare: 1,
    parameters: [time('time', 'how long it lives', '30s')],
  },
  drip: ofDeliveries('an event comes in pieces of 16 bytes', time('every', 'between two pieces', '50ms')),
  burst: ofDeliveries('a stream is held, and then everything comes at once', time('hold', 'how long', '2s')),
  'no-pings': { summary: 'a ping is left out', shareOf: 'pings', defaultShare: 1, parameters: [] },
  'no-resume': ofOpenings('Last-Event-Id is ignored: nothing is replayed'),
  'early-resume': ofOpenings('what came before Last-Event-Id is replayed, too'),
  'always-resume': ofOpenings('everything is replayed, whatever Last-Event-Id says'),
  // What a set-up gets wrong.
  'deployment-type': ofTokens('the deployment is not of the type api: no guest token'),
  'verification-on': ofTokens('User Verification is on: no guest token'),
  'captcha-required': ofTokens('a CAPTCHA is asked for: no guest token'),
  unpublished: ofTokens('the deployment is not published: no guest token'),
  'token-expired': ofTokens('the token has expired when it is issued'),
  'no-cors': ofRequests('no page of another origin may read the answer'),
  'clock-skew': ofRequests("the answer's Date is ahead", time('time', 'how far', '10m')),
} as const satisfies Readonly<Record<string, FaultKind>>;

/** The id of a fault. */
export type FaultId = keyof typeof FAULTS;

/** One fault as it was asked for. */
export interface FaultPlan {
  readonly id: FaultId;
  /** Of [0, 1]. */
  readonly share: number;
  readonly operation?: string;
  readonly event?: EntryEventName;
  readonly refusal?: Refusal;
  /** From when it was asked for, in ms. */
  readonly atMs: number;
  /** Infinite when it lasts for ever. */
  readonly forMs: number;
  readonly code?: number;
  readonly time?: Distribution;
}

/** Members of a plan that narrow it, and the names of their parameters. */
export const NARROWING = ['operation', 'event', 'refusal'] as const satisfies readonly (keyof FaultPlan)[];

/** All ids, in the order of the catalogue. */
export const FAULT_IDS = Object.keys(FAULTS) as readonly FaultId[];

/** The parameters of a fault, its window among them. */
export function parametersOf(id: FaultId): readonly FaultParameter[] {
  const { parameters }: FaultKind = FAULTS[id];
  return [...parameters, ...WINDOW.filter(({ name }) => !parameters.some((own) => own.name === name))];
}
