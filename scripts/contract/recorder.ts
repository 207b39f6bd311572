import type { Provenance } from '../../schemas/mark.ts';
import { EVENTS } from '../../schemas/generated/events.ts';
import type { RuleId } from '../../schemas/rules.ts';
import { violationOf, type Violation } from '../../schemas/violation.ts';

/** A violation with the command that repeats it. */
export interface RecordedViolation extends Violation {
  readonly repeat: string;
}

/** What a rule found; mark and sources are the rule's where it has none of its own. */
export interface Breach extends Partial<Provenance> {
  readonly place: string;
  readonly expected: string;
  readonly received: string;
  readonly repeat: string;
}

/** What of an event tells which rules were put to it. */
export interface SeenEvent {
  readonly name: string;
  readonly hasEntry: boolean;
  readonly isToken: boolean;
}

/** What was not tried, and why, in words. */
export interface LeftOut {
  readonly id: string;
  readonly why: string;
}

/** What was seen: violations, and what was exercised at all. */
export interface Seen {
  readonly violations: readonly RecordedViolation[];
  /** Times seen, by operation and status, by event name, by rule. */
  readonly statuses: ReadonlyMap<string, number>;
  readonly events: ReadonlyMap<string, number>;
  readonly rules: ReadonlyMap<string, number>;
  readonly leftOut: readonly LeftOut[];
}

/** Collects what the checks saw. */
export interface Recorder extends Seen {
  /** Notes an answer and what the judge says of it. */
  answer(
    seen: { readonly operation: string; readonly status: number },
    found: readonly RecordedViolation[],
  ): void;
  /** Notes an event and what the judge says of it. */
  event(seen: SeenEvent, found: readonly RecordedViolation[]): void;
  /** Judges one rule: a breach when there is one. */
  rule(id: RuleId, breach: Breach | undefined): void;
  /** Notes that something was not tried. */
  leaveOut(what: LeftOut): void;
}

/** Put to every answer. */
const OF_ANSWERS: readonly RuleId[] = ['response-status', 'response-content-type', 'response-body'];
/** Put to every event with an entry. */
const OF_ENTRIES: readonly RuleId[] = [
  'event-envelope',
  'event-payload',
  'event-type-matches-name',
  'payload-type-matches-entry',
  'payload-id-matches-entry',
  'payload-is-string-on-stream',
  'event-repeated',
  'event-foreign',
  'entry-event-has-id',
];
const OF_EVENTS: Readonly<Record<string, readonly RuleId[]>> = {
  CONVERSATION_MESSAGE: ['sender-is-named', 'event-order'],
  CONVERSATION_ROUTING_RESULT: ['sender-is-named'],
  CONVERSATION_DELIVERY_ACKNOWLEDGEMENT: ['acknowledgement-has-related-records'],
  CONVERSATION_READ_ACKNOWLEDGEMENT: ['acknowledgement-has-related-records'],
};

/** A recorder that has seen nothing. */
export function createRecorder(): Recorder {
  const violations: RecordedViolation[] = [];
  const statuses = new Map<string, number>();
  const events = new Map<string, number>();
  const rules = new Map<string, number>();
  const leftOut: LeftOut[] = [];
  const note = (ids: readonly RuleId[]) => ids.forEach((id) => add(rules, id));
  return {
    violations,
    statuses,
    events,
    rules,
    leftOut,
    leaveOut: (what) => void leftOut.push(what),
    answer: ({ operation, status }, found) => {
      add(statuses, `${operation} ${status}`);
      note(OF_ANSWERS);
      if (operation === 'listConversationEntries' && status === 200) note(['payload-is-object-in-list']);
      violations.push(...found);
    },
    event: ({ name, hasEntry, isToken }, found) => {
      add(events, name);
      if (Object.hasOwn(EVENTS, name)) note(['event-data']);
      if (hasEntry) note([...OF_ENTRIES, ...(OF_EVENTS[name] ?? [])]);
      if (isToken) note(['token-sequence-is-unique']);
      violations.push(...found);
    },
    rule: (id, breach) => {
      add(rules, id);
      if (breach !== undefined) violations.push({ ...violationOf(id, breach), repeat: breach.repeat });
    },
  };
}

/** All that several recorders saw. */
export function merged(all: readonly Seen[]): Seen {
  return {
    violations: all.flatMap(({ violations }) => violations),
    statuses: sums(all.map(({ statuses }) => statuses)),
    events: sums(all.map(({ events }) => events)),
    rules: sums(all.map(({ rules }) => rules)),
    leftOut: all.flatMap(({ leftOut }) => leftOut),
  };
}

function sums(maps: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  for (const map of maps) for (const [key, count] of map) add(sum, key, count);
  return sum;
}

function add(map: Map<string, number>, key: string, count = 1): void {
  map.set(key, (map.get(key) ?? 0) + count);
}
