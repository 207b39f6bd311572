import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../mocks/random.ts';
import { changed } from '../../../schemas/change.ts';
import { schemaAssertions } from '../../../schemas/generate/assertions.ts';
import {
  componentSchemas,
  describedOperations,
  readDocument,
  schemaName,
  type Json,
} from '../../../schemas/generate/document.ts';
import { OPERATIONS, type OperationId } from '../../../schemas/generated/operations.ts';
import { REQUEST_BODIES } from '../../../schemas/generated/request-bodies.ts';
import { isMembers, parsedJson } from '../../../schemas/json.ts';
import { judgeRequest } from '../../../schemas/judge-request.ts';
import type { Call } from '../../../schemas/requests.ts';
import type { BrokenRequest } from './broken-request.ts';
import { brokenRequests } from './broken-requests.ts';
import { soundCallsOf } from './scene.fixture.ts';
import { operationIdOf } from './sound-request.ts';

const DOCUMENT = readDocument();
const IDS = Object.keys(OPERATIONS) as OperationId[];
const IN_BODIES: readonly string[] = ['required', 'type', 'pattern', 'enum', 'bound', 'extra'];

function brokenOf(operation: OperationId, seed = 1, document: Json = DOCUMENT): readonly BrokenRequest[] {
  return soundCallsOf(operation).flatMap(({ made }) =>
    brokenRequests({ made, document }, createRandom(seed)),
  );
}

function found(made: Call) {
  const parts = Object.entries(made.form ?? {}).map(([name, { content }]) => [name, content]);
  const body =
    made.form === undefined
      ? JSON.stringify(made.body)
      : (Object.fromEntries(parts) as Record<string, string>);
  return judgeRequest({ operation: operationIdOf(made), body });
}

/** What the validators themselves say is broken. */
function assertionsOf({ made }: BrokenRequest): readonly string[] {
  const bodies = REQUEST_BODIES[operationIdOf(made)] ?? {};
  if (made.form === undefined)
    return (bodies['application/json']?.validator?.(made.body, '') ?? []).map(({ assertion }) => assertion);
  const form = bodies['multipart/form-data'];
  const { content = '' } = made.form['messageEntry'] ?? {};
  const parts = Object.fromEntries(Object.entries(made.form).map(([name, part]) => [name, part.content]));
  return [
    ...(form?.validator?.(parts, '') ?? []),
    ...(form?.parts?.['messageEntry']?.(parsedJson(content), '') ?? []),
  ].map(({ assertion }) => assertion);
}

function componentsWithin(value: unknown, seen = new Set<string>()): ReadonlySet<string> {
  const name = schemaName(value);
  if (name !== undefined) {
    if (seen.has(name)) return seen;
    seen.add(name);
    return componentsWithin(componentSchemas(DOCUMENT)[name], seen);
  }
  const inner = isMembers(value) || Array.isArray(value) ? Object.values(value) : [];
  for (const each of inner) componentsWithin(each, seen);
  return seen;
}

describe('brokenRequests', () => {
  it.each(IDS)('starts from sound calls of %s', (operation) => {
    for (const { made } of soundCallsOf(operation)) expect(found(made)).toEqual([]);
  });

  it.each(IDS)('breaks the body of %s where it says, whatever the seed', (operation) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      for (const broken of brokenOf(operation, seed)) {
        if (!IN_BODIES.includes(broken.kind)) continue;
        const places = found(broken.made).map(({ place }) => place);
        expect(places, broken.id).toContain(broken.place);
      }
    }
  });

  it('breaks every assertion of every request body', () => {
    const bodies = describedOperations(DOCUMENT).map(({ operation }) => operation['requestBody']);
    const components = componentsWithin(bodies);
    const all = schemaAssertions(DOCUMENT)
      .map(({ id }) => id)
      .filter((id) => components.has(/^\w+/.exec(id)?.[0] ?? ''));
    const broken = new Set(IDS.flatMap((id) => brokenOf(id)).flatMap(assertionsOf));
    const left = all.filter((id) => !broken.has(id));
    // A form, and a part of one, can be nothing else.
    expect(left).toEqual([
      'SendFileRequest#type',
      'SendFileRequest/messageEntry#type',
      'SendFileRequest/fileData#type',
    ]);
    expect(all.length).toBeGreaterThan(100);
  });

  it('breaks every parameter that says what it takes', () => {
    const names = IDS.flatMap((id) => brokenOf(id))
      .filter(({ kind }) => kind === 'parameter')
      .map(({ id }) => id);
    expect(names).toEqual(
      expect.arrayContaining([
        'closeConversation/parameter:presence/path/conversationId',
        'closeConversation/parameter:presence/query/esDeveloperName',
        'streamEvents/parameter:presence/header/X-Org-Id',
        'streamEvents/parameter:pattern/header/X-Org-Id',
        'listConversations/parameter:type/query/inclClosedConvs',
        'listConversations/parameter:maximum/query/limit',
        'listConversations/parameter:pattern/query/conversationId',
        'listConversationEntries/parameter:enum/query/direction',
      ]),
    );
    const beyond = brokenOf('listConversations').find(({ id }) => id.includes(':maximum/'));
    expect(beyond?.made.query).toMatchObject({ limit: '51' });
  });

  it('gives the same requests for the same seed, and the same ids for any', () => {
    for (const operation of IDS) {
      expect(brokenOf(operation)).toEqual(brokenOf(operation));
      const ids = brokenOf(operation).map(({ id }) => id);
      expect(brokenOf(operation, 7).map(({ id }) => id)).toEqual(ids);
    }
    expect(brokenOf('sendMessage', 7)).not.toEqual(brokenOf('sendMessage'));
  });

  it('names each request of one sound call once', () => {
    for (const operation of IDS) {
      for (const { made } of soundCallsOf(operation)) {
        const ids = brokenRequests({ made, document: DOCUMENT }, createRandom(1)).map(({ id }) => id);
        expect(new Set(ids).size, operation).toBe(ids.length);
      }
    }
  });

  it('breaks nothing where nothing is taken', () => {
    const none = IDS.filter((id) => brokenOf(id).length === 0);
    expect(none.sort()).toEqual(['generateContinuationToken', 'revokeToken']);
  });

  it('weighs a request as what it breaks, and never more than the rule', () => {
    const marks = Map.groupBy(
      IDS.flatMap((id) => brokenOf(id)),
      ({ mark }) => mark,
    );
    expect([...marks.keys()].sort()).toEqual(['C', 'I', 'U']);
    expect(new Set(marks.get('I')?.map(({ kind }) => kind))).toEqual(new Set(['extra']));
    expect(new Set(marks.get('U')?.map(({ kind }) => kind))).toEqual(new Set(['content-type']));
  });

  it('crosses bounds that the description may have one day', () => {
    const at = '/components/schemas/OutgoingText/properties/staticContent/properties/text';
    const bounded = {
      type: 'string',
      minLength: 2,
      maxLength: 10,
      'x-provenance': { mark: 'C', sources: [] },
    };
    const document = changed(DOCUMENT, at, bounded) as Json;
    const texts = brokenOf('sendMessage', 1, document)
      .filter(({ kind }) => kind === 'bound')
      .map(
        ({ made }) => (made.body as { message: { staticContent: { text: string } } }).message.staticContent,
      );
    expect(texts.map(({ text }) => text.length)).toEqual([1, 11]);
  });

  it('makes bodies that cannot be read', () => {
    for (const { made, kind, id } of IDS.flatMap((operation) => brokenOf(operation))) {
      if (kind !== 'json' || made.text === undefined || made.form !== undefined) continue;
      const value = parsedJson(made.text);
      expect(value === undefined || Array.isArray(value), id).toBe(true);
    }
  });
});
