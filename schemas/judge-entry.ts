import { isMembers, parsedJson, type Members } from './json.ts';
import type { EntryEvent } from './operation.ts';
import { shown, violationOf, violationsOf, type Violation } from './violation.ts';

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

const ACKNOWLEDGEMENTS: readonly unknown[] = ['DeliveryAcknowledgement', 'ReadAcknowledgement'];
const NAMED: readonly unknown[] = ['Message', 'RoutingResult'];

/**
 * Judges what an entry's own schema cannot: the payload by the schema of its event, and what must agree between entry
 * and payload. What is not there or of the wrong type is the schema's to tell, and says nothing here.
 */
export function judgeEntry(entry: unknown, at: EntryPlace): readonly Violation[] {
  if (!isMembers(entry)) return [];
  const { entryPayload } = entry;
  const event = at.event ?? eventOf(entry['entryType'], at.events);
  const payload = typeof entryPayload === 'string' ? parsedJson(entryPayload) : entryPayload;
  return [
    ...judgeForm(entryPayload, at),
    ...judgePayload(payload, { ...at, event, entryPayload }),
    ...judgeAgreement(entry, payload, { ...at, event }),
    ...judgeDemands(entry, at),
  ];
}

function eventOf(entryType: unknown, events: EntryPlace['events']): EntryEvent | undefined {
  // A hostile type such as `__proto__` must not find what every object inherits.
  return typeof entryType === 'string' && Object.hasOwn(events, entryType) ? events[entryType] : undefined;
}

function judgeForm(payload: unknown, { form, place, pointer }: EntryPlace): readonly Violation[] {
  const isOther = form === 'string' ? isMembers(payload) : typeof payload === 'string';
  if (!isOther) return [];
  const rule = form === 'string' ? 'payload-is-string-on-stream' : 'payload-is-object-in-list';
  const finding = { place: `${place}#${pointer}/entryPayload`, expected: form };
  return [violationOf(rule, { ...finding, received: shown(payload, { sensitive: true }) })];
}

function judgePayload(
  payload: unknown,
  { event, place, pointer, entryPayload }: EntryPlace & { readonly entryPayload: unknown },
): readonly Violation[] {
  // Anything else is the entry's own breach.
  if (typeof entryPayload !== 'string' && !isMembers(entryPayload)) return [];
  const at = `${pointer}/entryPayload`;
  if (payload === undefined) {
    const received = shown(entryPayload, { sensitive: true });
    return [violationOf('event-payload', { place: `${place}#${at}`, expected: 'JSON', received })];
  }
  const breaches = event?.payload?.(payload, '') ?? [];
  return violationsOf('event-payload', { value: payload, place, breaches, pointer: at });
}

function judgeAgreement(
  { entryType, identifier }: Members,
  payload: unknown,
  { event, place, pointer }: EntryPlace,
): readonly Violation[] {
  const found: Violation[] = [];
  const compare = (rule: Violation['rule'], member: string, [expected, received]: readonly unknown[]) => {
    if (typeof expected !== 'string' || typeof received !== 'string' || expected === received) return;
    const { mark, sources } = rule === 'event-type-matches-name' && event !== undefined ? event : {};
    const finding = {
      place: `${place}#${pointer}/${member}`,
      expected: shown(expected),
      received: shown(received),
    };
    found.push(
      violationOf(rule, { ...finding, ...(mark !== undefined && { mark, sources: sources ?? [] }) }),
    );
  };
  compare('event-type-matches-name', 'entryType', [event?.entryType, entryType]);
  if (event?.payload !== undefined && isMembers(payload)) {
    compare('payload-type-matches-entry', 'entryPayload/entryType', [entryType, payload['entryType']]);
    compare('payload-id-matches-entry', 'entryPayload/id', [identifier, payload['id']]);
  }
  return found;
}

/** What Salesforce's web client needs of some entries (13.8, 13.10). */
function judgeDemands(
  { entryType, senderDisplayName, relatedRecords }: Members,
  { place, pointer }: EntryPlace,
): readonly Violation[] {
  const found: Violation[] = [];
  if (ACKNOWLEDGEMENTS.includes(entryType) && relatedRecords === undefined) {
    const finding = { place: `${place}#${pointer}/relatedRecords`, expected: 'a list', received: 'nothing' };
    found.push(violationOf('acknowledgement-has-related-records', finding));
  }
  if (NAMED.includes(entryType) && senderDisplayName === '') {
    const finding = { place: `${place}#${pointer}/senderDisplayName`, expected: 'a name', received: '""' };
    found.push(violationOf('sender-is-named', finding));
  }
  return found;
}
