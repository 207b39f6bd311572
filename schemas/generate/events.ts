import { describedEvents, type EventRow, type Json } from './document.ts';
import { literal } from './literal.ts';
import { knownBy } from './provenance.ts';
import { validatorNamed } from './validators.ts';

/** The text of `generated/events.ts`: the event table, by the event's name and by the type of its entry. */
export function events(document: Json): string {
  const rows = Object.entries(describedEvents(document));
  return [
    "import type { DataEvent, EntryEvent } from '../operation.ts';",
    "import type { components } from './api.ts';",
    "import * as validate from './validators.js';",
    '',
    ...rows.map(([name, row]) => eventConstant(document, name, row)),
    '',
    '/** The event table, by the name of the event. */',
    `export const EVENTS = { ${rows.map(([name]) => name).join(', ')} } as const;`,
    '',
    '/** The same by the type of the entry. */',
    `export const ENTRY_EVENTS = { ${rows.flatMap(byEntryType).join(', ')} } as const;`,
    '',
    '/** What the entry of an event carries, parsed. */',
    'export interface EventPayloads {',
    ...rows.flatMap(payloadType),
    '}',
    '',
  ].join('\n');
}

function eventConstant(document: Json, name: string, row: EventRow): string {
  const { entryType, payload, data } = row;
  const made = {
    ...knownBy(document, row),
    ...(entryType !== undefined && { entryType }),
    ...validatorNamed(document, 'payload', payload),
    ...validatorNamed(document, 'data', data),
  };
  return `const ${name}: ${data === undefined ? 'EntryEvent' : 'DataEvent'} = ${literal(made)};`;
}

function byEntryType([name, { entryType }]: readonly [string, EventRow]): readonly string[] {
  return entryType === undefined ? [] : [`${entryType}: ${name}`];
}

function payloadType([name, { payload }]: readonly [string, EventRow]): readonly string[] {
  return payload === undefined ? [] : [`  readonly ${name}: components['schemas']['${payload}'];`];
}
