import { isMembers, parsedJson, type Members } from './json.ts';
import type { EntryEvent } from './operation.ts';
import { RULES } from './rules.ts';
import { kindOf, shown, violationOf, violationsOf, type Violation } from './violation.ts';

/** Where an entry was found, and how its payload is to be told apart. */
export interface EntryPlace {
  /** An operation or event. */
  readonly place: string;
  /** JSON pointer to the entry. */
  readonly pointer: string;
  /** What entryPayload is here: a string on the stream, an object in the list. */
  readonly form: 'string' | 'object';
  /** By entry type. */
  readonly events: Readonly<Record<string, EntryEvent>>;
  /** The event that brought it; in a list the entry's own type decides. */
  readonly event?: EntryEvent | undefined;
}

/** What was found in an entry, and its payload, parsed; undefined where that cannot be. */
export interface JudgedEntry {
  readonly found: readonly Violation[];
  readonly payload: unknown;
}

const NO_ENTRY: JudgedEntry = { found: [], payload: undefined };

/** One entry on its way through the checks, each of which adds what it finds. */
interface Judging extends Pick<EntryPlace, 'place' | 'pointer' | 'form'> {
  readonly entry: Members;
  readonly event: EntryEvent | undefined;
  /** Parsed; undefined when it is a text that is no JSON. */
  readonly payload: unknown;
  readonly found: Violation[];
}

/**
 * Judges what an entry's own schema cannot: the payload by the schema of its event, and what must agree between entry
 * and payload. What is not there or of the wrong type is the schema's to tell, and says nothing here. Nearly all entries
 * are sound: for them nothing is copied, and no text is made, which counts in k6's engine.
 */
export function judgeEntry(entry: unknown, at: EntryPlace): JudgedEntry {
  if (!isMembers(entry)) return NO_ENTRY;
  const { entryPayload } = entry;
  const { place, pointer, form } = at;
  const event = at.event ?? eventOf(entry['entryType'], at.events);
  const payload = typeof entryPayload === 'string' ? parsedJson(entryPayload) : entryPayload;
  const judging: Judging = { place, pointer, form, entry, event, payload, found: [] };
  judgeForm(judging);
  judgePayload(judging);
  judgeAgreement(judging);
  judgeDemands(judging);
  return judging;
}

function eventOf(entryType: unknown, events: EntryPlace['events']): EntryEvent | undefined {
  // A hostile type such as `__proto__` must not find what every object inherits.
  return typeof entryType === 'string' && Object.hasOwn(events, entryType) ? events[entryType] : undefined;
}

function judgeForm({ entry: { entryPayload }, form, place, pointer, found }: Judging): void {
  if (form === 'string' ? !isMembers(entryPayload) : typeof entryPayload !== 'string') return;
  const rule = form === 'string' ? 'payload-is-string-on-stream' : 'payload-is-object-in-list';
  const received = kindOf(entryPayload);
  found.push(violationOf(rule, { place: `${place}#${pointer}/entryPayload`, expected: form, received }));
}

function judgePayload({ entry: { entryPayload }, payload, event, place, pointer, found }: Judging): void {
  // Anything else is the entry's own breach.
  if (typeof entryPayload !== 'string' && !isMembers(entryPayload)) return;
  if (payload === undefined) {
    const received = kindOf(entryPayload);
    const at = `${place}#${pointer}/entryPayload`;
    found.push(violationOf('event-payload', { place: at, expected: 'JSON', received }));
    return;
  }
  const breaches = event?.payload?.(payload, '') ?? null;
  if (breaches === null) return;
  const at = `${pointer}/entryPayload`;
  found.push(...violationsOf('event-payload', { value: payload, place, breaches, pointer: at }));
}

function judgeAgreement(judging: Judging): void {
  const { entry, event, payload } = judging;
  const { entryType, identifier } = entry;
  if (event?.entryType !== entryType)
    differs(judging, 'event-type-matches-name', { expected: event?.entryType, received: entryType });
  if (event?.payload === undefined || !isMembers(payload)) return;
  if (payload['entryType'] !== entryType)
    differs(judging, 'payload-type-matches-entry', { expected: entryType, received: payload['entryType'] });
  if (payload['id'] !== identifier)
    differs(judging, 'payload-id-matches-entry', { expected: identifier, received: payload['id'] });
}

/** Where the rules of agreement look. */
const COMPARED = {
  'event-type-matches-name': 'entryType',
  'payload-type-matches-entry': 'entryPayload/entryType',
  'payload-id-matches-entry': 'entryPayload/id',
} as const;

function differs(
  { event, place, pointer, found }: Judging,
  rule: keyof typeof COMPARED,
  { expected, received }: { readonly expected: unknown; readonly received: unknown },
): void {
  // What is missing or of a wrong type is its schema's to tell.
  if (typeof expected !== 'string' || typeof received !== 'string') return;
  // That a name and a type go together, the row of the event says.
  const { mark, sources } = rule === 'event-type-matches-name' && event !== undefined ? event : RULES[rule];
  const at = `${place}#${pointer}/${COMPARED[rule]}`;
  const finding = { place: at, expected: shown(expected), received: shown(received), mark, sources };
  found.push(violationOf(rule, finding));
}

/** What Salesforce's web client needs of some entries (13.8, 13.10). */
function judgeDemands({ entry, place, pointer, found }: Judging): void {
  const { entryType, senderDisplayName, relatedRecords } = entry;
  const isAcknowledgement = entryType === 'DeliveryAcknowledgement' || entryType === 'ReadAcknowledgement';
  if (isAcknowledgement && relatedRecords === undefined) {
    const finding = { place: `${place}#${pointer}/relatedRecords`, expected: 'a list', received: 'nothing' };
    found.push(violationOf('acknowledgement-has-related-records', finding));
  }
  if (senderDisplayName === '' && (entryType === 'Message' || entryType === 'RoutingResult')) {
    const finding = { place: `${place}#${pointer}/senderDisplayName`, expected: 'a name', received: '""' };
    found.push(violationOf('sender-is-named', finding));
  }
}
