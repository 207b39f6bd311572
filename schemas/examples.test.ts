import { isMembers } from './json.ts';
import { describe, expect, it } from 'vitest';
import { assertedOf, judged, type Asserted } from './asserted.fixture.ts';
import { changed } from './change.ts';
import { schemaAssertions, variantsOf } from './generate/assertions.ts';
import {
  child,
  componentSchemas,
  describedEvents,
  describedOperations,
  readDocument,
  resolveRef,
  schemaName,
  type Json,
} from './generate/document.ts';
import { examplesOf, type Example } from './generate/examples.ts';

const DOCUMENT = readDocument();
const ANYTHING = '#/components/schemas/Anything';
const EXAMPLES = examplesOf(DOCUMENT);
const ASSERTIONS = new Map(schemaAssertions(DOCUMENT).map((each) => [each.id, each]));

/** Every place of every example at which something is asserted. */
const ASSERTED = EXAMPLES.flatMap((example) =>
  assertedOf(DOCUMENT, example).map((asserted) => ({
    example,
    asserted,
    title: `${asserted.assertion} at ${asserted.pointer} of ${example.id}`,
  })),
);

/** A value that breaks exactly this assertion. */
function breaking({ assertion, kind, argument }: Asserted): unknown {
  if (kind === 'presence') return undefined;
  if (kind === 'pattern') return '-';
  if (kind === 'maximum') return Number(argument) + 1;
  // A payload of a wrong type is still a text on the stream, and a part one in a form.
  if (/^\w+(Payload|MessageEntry)#type$/.test(assertion)) return 'true';
  if (kind === 'type') return [argument].flat().includes('boolean') ? 'no' : true;
  return kind === 'members' ? 'extra' : 'Unheard-of';
}

function isAsserted(response: Json): boolean {
  return Object.values(child(response, 'content')).some(
    (media) =>
      schemaName(child(media, 'schema')) !== undefined && child(media, 'schema')['$ref'] !== ANYTHING,
  );
}

describe('the examples', () => {
  it.each(EXAMPLES.map((example) => [example.id, example] as const))('%s is sound', (_, example) => {
    expect(judged(example)).toEqual([]);
  });

  it.each(ASSERTED.map(({ title, ...rest }) => [title, rest] as const))(
    'breaks %s',
    (_, { example, asserted }) => {
      const violations = judged(example, changed(example.value, asserted.pointer, breaking(asserted)));
      const { mark: own, sources, expected } = ASSERTIONS.get(asserted.assertion) ?? {};
      // What a list of entries repeats of the stream is known from clients only.
      const mark = own === 'D' && asserted.pointer.startsWith('/conversationEntries/') ? 'C' : own;
      const found = violations.filter(({ place }) => place.endsWith(`#${asserted.pointer}`));
      expect(found).toContainEqual(expect.objectContaining({ mark, sources, expected }));
      expect(violations).toHaveLength(1);
    },
  );

  it('leave no assertion of a body or event untried', () => {
    const tried = new Set(ASSERTED.map(({ asserted }) => asserted.assertion));
    const elsewhere = /^AccessTokenClaims/;
    expect([...ASSERTIONS.keys()].filter((id) => !tried.has(id) && !elsewhere.test(id))).toEqual([]);
    expect(tried.size).toBeGreaterThan(200);
  });

  it('are there for every request, every answer with a described body, and every event', () => {
    const names = (kept: (example: Example) => boolean) => EXAMPLES.filter(kept).map(({ name }) => name);
    for (const { id, operation } of describedOperations(DOCUMENT)) {
      if (operation['requestBody'] !== undefined)
        expect(
          names((each) => each.kind === 'request' && each.operation === id),
          id,
        ).toContain('usual');
      const ofSuccess = (each: Example) =>
        each.kind === 'answer' && each.operation === id && each.status.startsWith('2');
      const described = Object.entries(child(operation, 'responses')).some(
        ([status, response]) => status.startsWith('2') && isAsserted(resolveRef(DOCUMENT, response)),
      );
      if (described) expect(names(ofSuccess), id).toEqual(expect.arrayContaining(['usual', 'minimal']));
    }
    for (const name of Object.keys(describedEvents(DOCUMENT)))
      expect(
        names((each) => each.kind === 'event' && each.event === name),
        name,
      ).toContain('usual');
  });

  it('show every shape that a schema has, and every value that a request may take', () => {
    const shown = JSON.stringify(EXAMPLES.map(({ value }) => value));
    const values = Object.values(componentSchemas(DOCUMENT)).flatMap((schema) => [
      ...(variantsOf(schema)?.shapes ?? []).flatMap(({ values: mapped = [] }) => mapped),
      ...Object.values(child(schema, 'properties')).flatMap((each) => (each as Json)['enum'] ?? []),
    ]);
    expect(values.length).toBeGreaterThan(10);
    expect(values.filter((value) => !shown.includes(JSON.stringify(value)))).toEqual([]);
  });

  it('are minimal, too, wherever something may be left out', () => {
    const minimal = new Set(EXAMPLES.filter(({ name }) => name === 'minimal').map(({ id }) => id));
    const lacking = EXAMPLES.filter(({ id, name, schema = 'Anything', value }) => {
      if (name !== 'usual' || minimal.has(id.replace(/usual$/, 'minimal')) || !isMembers(value)) return false;
      const required = (componentSchemas(DOCUMENT)[schema]?.['required'] ?? []) as readonly string[];
      return Object.keys(value).some((member) => !required.includes(member));
    });
    expect(lacking.map(({ id }) => id)).toEqual([]);
  });
});
