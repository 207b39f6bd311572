import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaAssertions, schemaPlaces, variantsOf, VALUE_KEYWORDS } from './generate/assertions.ts';
import {
  child,
  componentSchemas,
  describedEvents,
  describedOperations,
  readDocument,
} from './generate/document.ts';
import { sidesOf } from './generate/facts.ts';
import { knownPlaces } from './generate/faults.ts';
import { provenanceOf } from './generate/provenance.ts';

const DOCUMENT = readDocument();
const SCHEMAS = componentSchemas(DOCUMENT);
const ASSERTIONS = schemaAssertions(DOCUMENT);
const SOURCE_LIST = readFileSync(new URL('../docs/sources.md', import.meta.url), 'utf8');
/** `S19` … as docs/sources.md lists them. */
const SOURCES = new Set([...SOURCE_LIST.matchAll(/^- (S\d+b?) /gm)].map(([, id]) => id));

const OPERATIONS = describedOperations(DOCUMENT);
/** Schemas of what a server sends. */
const SENT = new Set(
  sidesOf(DOCUMENT).flatMap(([side, components]) => (side === 'request' ? [] : [...components])),
);
const SENT_PLACES = schemaPlaces(DOCUMENT).filter(({ component }) => SENT.has(component));
const SENT_ASSERTIONS = ASSERTIONS.filter(({ id }) => SENT.has(/^\w+/.exec(id)?.[0] ?? ''));

/** Pages of Salesforce's own: what they state is documented. */
const DOCUMENTATION = new Set(
  [...SOURCE_LIST.matchAll(/^- (S\d+b?) (.*salesforce\.com.*)$/gm)].map(([, id]) => id),
);

describe('the description', () => {
  it.each(knownPlaces(DOCUMENT))('says of %s how it is known', (place, value) => {
    const { mark, sources } = provenanceOf(DOCUMENT, value);
    expect(['D', 'C', 'I', 'U']).toContain(mark);
    for (const source of sources)
      expect([...SOURCES], `${place}: add ${source} to docs/sources.md`).toContain(source);
    if (mark === 'D' || mark === 'C') expect(sources, `${place}: a ${mark} needs a source`).not.toEqual([]);
  });

  it('takes for documented what a page of Salesforce states, or its wording second-hand together with its code', () => {
    for (const [place, value] of knownPlaces(DOCUMENT)) {
      const { mark, sources } = provenanceOf(DOCUMENT, value);
      const isDocumented = sources.some((source) => DOCUMENTATION.has(source));
      const isWordingAndCode = sources.includes('S26') && sources.includes('S19');
      expect(mark !== 'D' || isDocumented || isWordingAndCode, `${place}: D on ${sources.join(' ')}`).toBe(
        true,
      );
    }
  });

  it('asserts nothing of what a server sends on I and U', () => {
    expect(SENT_ASSERTIONS.length).toBeGreaterThan(150);
    expect(SENT_ASSERTIONS.filter(({ mark }) => mark === 'I' || mark === 'U')).toEqual([]);
  });

  it('asserts that something is there on a C only with a reason', () => {
    const present = SENT_ASSERTIONS.filter(({ id, mark }) => id.endsWith('#presence') && mark === 'C');
    expect(present.length).toBeGreaterThan(10);
    expect(present.filter(({ why }) => why === undefined)).toEqual([]);
  });

  it('leaves what a server sends open: new members, new values', () => {
    for (const { component, place, schema } of SENT_PLACES) {
      const id = `${component}${place}`;
      expect(schema['additionalProperties'], id).not.toBe(false);
      expect(schema['enum'], id).toBeUndefined();
      expect(schema['format'], id).toBeUndefined();
      if (schema['const'] !== undefined) expect(provenanceOf(DOCUMENT, schema).mark, id).toBe('D');
    }
  });

  it('uses no keyword whose meaning the validators do not know', () => {
    const explaining = [
      'description',
      'x-provenance',
      'x-sensitive',
      'default',
      'contentMediaType',
      'contentSchema',
    ];
    const judging = ['properties', 'required', 'items', 'additionalProperties', 'oneOf', 'discriminator'];
    const keywords = new Set<string>([...VALUE_KEYWORDS, ...explaining, ...judging]);
    for (const { component, place, schema } of schemaPlaces(DOCUMENT))
      for (const keyword of Object.keys(schema))
        expect([...keywords], `${component}${place}`).toContain(keyword);
  });

  it('has patterns that no text makes backtrack: one pass, each repetition of one class', () => {
    for (const { schema } of schemaPlaces(DOCUMENT)) {
      if (schema['pattern'] === undefined) continue;
      expect(schema['pattern']).toMatch(
        /^\^(?:[\w-]|\[[^\]]+\](?:\{\d+\})?|\(\[[^\]]+\]\{\d+\}\)\?)+(?:\[[^\]]+\]\*)?\$$/,
      );
    }
  });

  it('ends every choice of shapes with one for all other values', () => {
    const choices = Object.entries(SCHEMAS).filter(([, schema]) => schema['oneOf'] !== undefined);
    expect(choices.length).toBeGreaterThan(3);
    for (const [name, schema] of choices) {
      const { by, shapes } = variantsOf(schema) ?? { by: '', shapes: [] };
      const last = shapes.at(-1);
      expect(
        shapes.slice(0, -1).every(({ values }) => values !== undefined),
        name,
      ).toBe(true);
      expect(last?.values, name).toBeUndefined();
      const excluded = child(child(child(SCHEMAS[last?.component ?? ''], 'not'), 'properties'), by)['enum'];
      const mapped = shapes.flatMap(({ values = [] }) => values);
      // What is sent is open; of what is received, the last shape itself may be a closed list.
      if (SENT.has(name)) expect(excluded, name).toEqual(mapped);
    }
  });

  it('has the operations and the events of the reference', () => {
    // A new one is added here by hand, once it was meant.
    expect(OPERATIONS.map(({ id }) => id).sort()).toMatchInlineSnapshot(`
      [
        "acknowledgeEntries",
        "closeConversation",
        "createConversation",
        "endMessagingSession",
        "generateAccessTokenForAuthenticatedUser",
        "generateAccessTokenForUnauthenticatedUser",
        "generateContinuationToken",
        "getRoutingStatus",
        "getTranscript",
        "listConversationEntries",
        "listConversations",
        "revokeToken",
        "sendFile",
        "sendMessage",
        "sendTypingIndicator",
        "streamEvents",
      ]
    `);
    expect(Object.keys(describedEvents(DOCUMENT)).sort()).toMatchInlineSnapshot(`
      [
        "CONVERSATION_CLIENT_ACTION",
        "CONVERSATION_CLIENT_MENU",
        "CONVERSATION_CLOSE_CONVERSATION",
        "CONVERSATION_DELIVERY_ACKNOWLEDGEMENT",
        "CONVERSATION_END_USER_CONSENT_UPDATED",
        "CONVERSATION_MESSAGE",
        "CONVERSATION_PARTICIPANT_CHANGED",
        "CONVERSATION_PROGRESS_INDICATOR",
        "CONVERSATION_QUEUE_POSITION",
        "CONVERSATION_READ_ACKNOWLEDGEMENT",
        "CONVERSATION_ROUTING_RESULT",
        "CONVERSATION_ROUTING_WORK_RESULT",
        "CONVERSATION_SESSION_STATUS_CHANGED",
        "CONVERSATION_STREAMING_TOKEN",
        "CONVERSATION_TYPING_STARTED_INDICATOR",
        "CONVERSATION_TYPING_STOPPED_INDICATOR",
        "ping",
      ]
    `);
  });
});
