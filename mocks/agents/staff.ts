import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDocuments, type ReadDocument } from '../data/documents.ts';
import type { FieldPath } from '../data/schema-fault.ts';
import { readText } from '../data/text.ts';
import { readAt, usageError } from '../data/usage.ts';
import { StandInError } from '../errors.ts';
import { parseDistribution } from '../latency.ts';
import type { Agent, Staff } from '../machine/agent.ts';
import { suggestion } from '../suggestion.ts';
import { AGENT_SCHEMA } from './schema.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const ENDING = '.yaml';

/** Names of the agents that come with the stand-in. */
export function agentNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => basename(name, ENDING))
    .sort();
}

/**
 * The agent of this name or file, and all whom it may hand guests over to: files of the same folder, else ours.
 *
 * @throws StandInError `usage` for an unknown name, or with file, line and field for what is wrong in a file
 */
export function readStaff(nameOrFile: string): Staff {
  const isFile = nameOrFile.endsWith(ENDING);
  const first = isFile ? basename(nameOrFile, ENDING) : nameOrFile;
  const byName = new Map<string, Agent>();
  let [name, file] = [first, isFile ? nameOrFile : ownFile(first)];
  for (;;) {
    const { value: agent, faultAt } = readAgent(file);
    byName.set(name, agent);
    const to = agent.transfer?.to;
    if (to === undefined || byName.has(to)) return { first, source: nameOrFile, byName };
    const beside = join(dirname(file), `${to}${ENDING}`);
    const isBeside = existsSync(beside);
    if (!isBeside && !agentNames().includes(to))
      throw usageError(faultAt(['transfer', 'to'], `there is no ${beside}, and no agent of this name`));
    [name, file] = [to, isBeside ? beside : ownFile(to)];
  }
}

function ownFile(name: string): string {
  if (agentNames().includes(name)) return join(FOLDER, `${name}${ENDING}`);
  throw new StandInError(
    'usage',
    `unknown agent '${name}'${suggestion(name, agentNames())} (or give a file that ends in ${ENDING})`,
  );
}

/** An agent and its file's places. */
type AgentDocument = Omit<ReadDocument<object>, 'value'> & { readonly value: Agent };

function readAgent(path: string): AgentDocument {
  const source = { path, text: readText(path, 'give --agent a file or a name') };
  const [document, second] = readDocuments<object>(source, { schema: AGENT_SCHEMA, errorOf: usageError });
  if (document === undefined) throw new RangeError(`${path} holds no document`);
  if (second !== undefined)
    throw usageError(second.faultAt([], 'is a second agent in one file', 'one document'));
  // The schema and the parsed times vouch for the type.
  return { ...document, value: withTimes(document.value, [], document) as Agent };
}

const TIMES = new Set(['after', 'every', 'step', 'delivered', 'read']);

/** The same with its times read. */
function withTimes(value: unknown, place: FieldPath, document: ReadDocument<object>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const at = [...place, name];
      return [name, TIMES.has(name) ? timeOf(String(member), at, document) : withTimes(member, at, document)];
    }),
  );
}

function timeOf(text: string, place: FieldPath, { faultAt }: ReadDocument<object>): unknown {
  return readAt(
    () => parseDistribution(text),
    (problem) => faultAt(place, problem),
  );
}
