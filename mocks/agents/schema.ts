const TEXT = { type: 'string', minLength: 1, maxLength: 8_000 };
/** A number has no unit; what is a text is read as a distribution, which says what is wrong with it. */
const TIME = { type: 'string' };
const COUNT = { type: 'integer', minimum: 1, maximum: 1_000 };

function record(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

const TEXTS = { type: 'array', minItems: 1, maxItems: 1_000, items: TEXT };

/** What a file of `mocks/agents/` may say; times are distributions as flags write them. */
export const AGENT_SCHEMA = record(
  {
    displayName: TEXT,
    role: { enum: ['Chatbot', 'Agent'] },
    queue: record({ position: COUNT, step: TIME }),
    greeting: record({ text: TEXT, after: TIME }),
    receipts: record({ delivered: TIME, read: TIME }),
    reply: record(
      {
        after: TIME,
        texts: TEXTS,
        typing: { type: 'boolean' },
        progress: record({ texts: TEXTS, every: TIME }),
        tokens: record(
          { words: COUNT, every: TIME, outOfOrder: { type: 'number', minimum: 0, maximum: 1 } },
          ['outOfOrder'],
        ),
      },
      ['typing', 'progress', 'tokens'],
    ),
    transfer: record({ afterReplies: COUNT, to: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' } }),
    end: record({ afterReplies: COUNT }),
  },
  ['queue', 'greeting', 'receipts', 'transfer', 'end'],
);
