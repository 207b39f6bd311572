import { isMembers } from '../../schemas/json.ts';
import { child, describedEvents, refTo, type EventRow, type Json } from '../../schemas/generate/document.ts';

const NOTE = `Each row says how it is known: **D** documented by Salesforce, **C** seen in working clients, **I** inferred,
**U** unknown, and by which source (docs/sources.md). Only D fails a foreign target; nothing is asserted on I and U.

Events stand under Events, after the stream: OpenAPI has no word for them, so they look like webhooks.`;

/**
 * The description as a page for people shows it: how each thing is known stands in its text, and the events, which
 * OpenAPI has no word for, as webhooks.
 */
export function apiDocument(document: Json): Json {
  const info = child(document, 'info');
  const described = explained(document) as Json;
  return {
    ...described,
    info: { ...info, description: `${String(info['description'])}\n\n${NOTE}` },
    webhooks: {
      EventEnvelope: { post: shapeOf('EventEnvelope', 'Events', 'What every event but ping carries.') },
      AccessTokenClaims: {
        post: shapeOf('AccessTokenClaims', 'Authorization', 'The payload of an access token.'),
      },
      ...Object.fromEntries(
        Object.entries(describedEvents(document)).map(([name, row]) => [
          name,
          { post: webhookOf(name, row) },
        ]),
      ),
    },
  };
}

/** A shape that no operation refers to. */
function shapeOf(component: string, tag: string, description: string): Json {
  return {
    operationId: component,
    tags: [tag],
    summary: component,
    description,
    requestBody: {
      content: { 'application/json': { schema: refTo(component) } },
    },
    responses: { '200': { description: 'Nothing is answered.' } },
  };
}

function webhookOf(name: string, row: EventRow): Json {
  const schema = refTo(row.payload ?? row.data ?? '');
  const examples = Object.entries(child(row, 'examples')).map(([each, example]) => {
    const { payload, data, summary } = example as Json;
    return [each, { value: payload ?? data, ...(summary !== undefined && { summary }) }];
  });
  const form =
    row.data === undefined
      ? `The parsed \`entryPayload\` of an entry of type ${row.entryType ?? 'unknown'}; around it stands \`EventEnvelope\`.`
      : 'Bare data.';
  return {
    operationId: name,
    tags: ['Events'],
    summary: name,
    description: [row.summary, form, knownText(child(row, 'x-provenance'))].join('\n\n'),
    requestBody: {
      content: { 'application/json': { schema, examples: Object.fromEntries(examples) } },
    },
    responses: { '200': { description: 'Nothing is answered: it is an event of the stream.' } },
  };
}

/** Puts how a thing is known into its description, and leaves out what only generators read. */
function explained(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(explained);
  if (!isMembers(value)) return value;
  const kept = Object.entries(value).filter(([member]) => !member.startsWith('x-'));
  const made = Object.fromEntries(kept.map(([member, inner]) => [member, explained(inner)]));
  const known = child(value, 'x-provenance');
  if (known['mark'] === undefined) return made;
  const { description } = value;
  return { ...made, description: [description, knownText(known)].filter(Boolean).join('\n\n') };
}

function knownText({ mark, sources, ...assertions }: Json): string {
  const list = (sources ?? []) as readonly string[];
  const reasons = Object.entries(assertions).map(([keyword, each]) => {
    const { mark: own, sources: by, why } = each as Json;
    return `${keyword}: ${String(own)}, ${(by as readonly string[]).join(' ')}, ${String(why)}`;
  });
  return [`**${String(mark)}** ${list.join(' ')}`.trim(), ...reasons].join('; ');
}
