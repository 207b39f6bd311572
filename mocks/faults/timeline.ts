import { readDocuments } from '../data/documents.ts';
import { readText } from '../data/text.ts';
import { readAt, usageError } from '../data/usage.ts';
import { StandInError } from '../errors.ts';
import { parseDuration } from '../latency.ts';
import type { FaultPlan } from './catalogue.ts';
import { parseFault } from './parse.ts';

const FAULT = { type: 'string', minLength: 1 };
const SCHEMA = {
  type: 'object',
  minProperties: 1,
  additionalProperties: { anyOf: [FAULT, { type: 'array', minItems: 1, items: FAULT }] },
};
const WINDOW = /^at (\S+)(?: for (\S+))?$/;

type Timeline = Readonly<Record<string, string | readonly string[]>>;

/**
 * Reads a file of faults: `always` or `at 30s for 5s` → one fault or a list of them, each as the flag writes it.
 *
 * @throws StandInError `usage` with file, line and field
 */
export function readTimeline(path: string): readonly FaultPlan[] {
  const documents = readDocuments<Timeline>(
    { path, text: readText(path, 'give --faults a file of faults') },
    { schema: SCHEMA, errorOf: usageError },
  );
  return documents.flatMap((document) =>
    Object.entries(document.value).flatMap(([when, faults]) =>
      [faults].flat().map((fault) =>
        readAt(
          () => plan(when, fault),
          (problem) => document.faultAt([when], problem),
        ),
      ),
    ),
  );
}

function plan(when: string, fault: string): FaultPlan {
  const [, at, lasting] = WINDOW.exec(when) ?? [];
  if (at === undefined && when !== 'always')
    throw new StandInError('usage', 'is unknown; allowed: always, at 30s, at 30s for 5s');
  if (/,(at|for)=/.test(fault))
    throw new StandInError('usage', `"${fault}" has a window of its own; its key says when`);
  return {
    ...parseFault(fault),
    atMs: at === undefined ? 0 : parseDuration(at, when),
    forMs: lasting === undefined ? Infinity : parseDuration(lasting, when),
  };
}
