import type { OperationId } from '../../schemas/generated/operations.ts';
import { StandInError } from '../errors.ts';
import { knownOperation } from '../operation.ts';
import { formatDistribution, parseDistribution, type Distribution } from '../latency.ts';
import { suggestion } from '../suggestion.ts';

/** A queueing system that the stand-in is told to be. */
export interface CapacityPlan {
  /** How many requests are served at a time, 1 to 10,000. */
  readonly servers: number;
  /** How long a server is busy with one request. */
  readonly service: Distribution;
  /** Only this operation passes through the queue; all do when left out. */
  readonly operation?: OperationId;
  /** How many may wait; the next is refused. No bound when left out. */
  readonly queue?: number;
}

const KEYS = ['servers', 'service', 'operation', 'queue'] as const;
type Key = (typeof KEYS)[number];

const FORM = 'servers=N,service=DISTRIBUTION[,operation=OPERATION][,queue=N]';
const MOST_SERVERS = 10_000;
const MOST_WAITING = 1_000_000;
const SHORTEST_MS = 0.001;
/** Far beyond any time-out of a client, and far below what a timer can wait (24 days). */
const LONGEST_MS = 3_600_000;

/**
 * Reads `servers=N,service=DISTRIBUTION[,operation=OPERATION][,queue=N]`, keys in any order,
 * `servers=4,service=exp:20ms` for example.
 *
 * @throws StandInError `usage`
 */
export function parseCapacity(text: string): CapacityPlan {
  const values = readPairs(text);
  const operation = values.get('operation');
  const queue = values.get('queue');
  return {
    servers: wholeNumber('servers', needed('servers', values, text), [1, MOST_SERVERS]),
    service: parseService(needed('service', values, text)),
    ...(operation !== undefined && { operation: knownOperation(operation) }),
    ...(queue !== undefined && { queue: wholeNumber('queue', queue, [0, MOST_WAITING]) }),
  };
}

/** Writes a plan as it is read. */
export function formatCapacity({ servers, service, operation, queue }: CapacityPlan): string {
  const pairs = [`servers=${servers}`, `service=${formatDistribution(service)}`];
  if (operation !== undefined) pairs.push(`operation=${operation}`);
  if (queue !== undefined) pairs.push(`queue=${queue}`);
  return pairs.join(',');
}

function readPairs(text: string): ReadonlyMap<Key, string> {
  const values = new Map<Key, string>();
  for (const pair of text.split(',')) {
    const [name = '', ...rest] = pair.split('=');
    const key = KEYS.find((known) => known === name);
    if (key === undefined) throw unreadable(text, `it has no key '${name}'${suggestion(name, KEYS)}`);
    if (rest.length === 0) throw unreadable(text, `'${name}' has no value; write ${name}=…`);
    if (values.has(key)) throw unreadable(text, `${key} is there twice; keep one`);
    values.set(key, rest.join('='));
  }
  return values;
}

function needed(key: Key, values: ReadonlyMap<Key, string>, text: string): string {
  const value = values.get(key);
  if (value !== undefined) return value;
  throw unreadable(text, `${key} is missing; the form is ${FORM}`);
}

function wholeNumber(key: Key, text: string, [least, most]: readonly [number, number]): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const wayOut = key === 'queue' ? ' (leave it out for no bound)' : '';
  throw new StandInError(
    'usage',
    `${key} of a capacity takes a whole number from ${least} to ${most}${wayOut}, not '${text}'`,
  );
}

function parseService(text: string): Distribution {
  const service = parseDistribution(text);
  const ms = longestMs(service);
  if (ms >= SHORTEST_MS && ms <= LONGEST_MS) return service;
  throw new StandInError(
    'usage',
    `service of a capacity takes times from 1us to 60m, not '${text}'; write exp:20ms, for example`,
  );
}

function longestMs(service: Distribution): number {
  switch (service.kind) {
    case 'fixed':
    case 'slow':
      return service.ms;
    case 'uniform':
      return service.toMs;
    case 'exp':
      return service.meanMs;
    case 'lognormal':
      return service.p99Ms;
  }
}

function unreadable(text: string, why: string): StandInError {
  return new StandInError('usage', `the capacity '${text}' cannot be read: ${why}`);
}
