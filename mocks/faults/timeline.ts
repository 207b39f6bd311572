import { formatFault, readDocuments, type ReadDocument } from '../data/documents.ts';
import { readText } from '../data/text.ts';
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
  const errorOf = (fault: Parameters<typeof formatFault>[0]) => new StandInError('usage', formatFault(fault));
  const documents = readDocuments<Timeline>(
    { path, text: readText(path, 'give --faults a file of faults') },
    { schema: SCHEMA, errorOf },
  );
  return documents.flatMap((document) =>
    Object.entries(document.value).flatMap(([when, faults]) =>
      [faults].flat().map((fault) => plan(when, fault, document)),
    ),
  );
}

function plan(when: string, fault: string, { faultAt }: ReadDocument<Timeline>): FaultPlan {
  try {
    const [, at, lasting] = WINDOW.exec(when) ?? [];
    if (at === undefined && when !== 'always')
      throw new StandInError('usage', 'is unknown; allowed: always, at 30s, at 30s for 5s');
    if (/,(at|for)=/.test(fault))
      throw new StandInError('usage', `"${fault}" has a window of its own; its key says when`);
    const read = { ...parseFault(fault), atMs: 0, forMs: Infinity };
    if (at === undefined) return read;
    return {
      ...read,
      atMs: parseDuration(at, when),
      forMs: lasting === undefined ? Infinity : parseDuration(lasting, when),
    };
  } catch (cause) {
    if (!(cause instanceof StandInError)) throw cause;
    throw new StandInError('usage', formatFault(faultAt([when], cause.message)), { cause });
  }
}
