import { sample } from '../latency.ts';
import type { EntryEventName } from '../machine/entries.ts';
import type { Refusal } from '../machine/refusal.ts';
import type { Random } from '../random.ts';
import { NARROWING, type FaultId, type FaultPlan } from './catalogue.ts';

/** What a fault hit. */
export interface FaultHit {
  readonly entryId?: string;
  readonly stream?: number;
  readonly operation?: string;
}

/** What a fault may be narrowed to. */
export interface FaultScope {
  readonly operation?: string;
  readonly event?: EntryEventName;
  readonly refusal?: Refusal | undefined;
}

/** A fault that is or will be in force. */
export interface ActiveFault extends FaultPlan {
  /** Counts up. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** The faults of one run. */
export interface Faults {
  /** Asks for more, from now on. */
  add(plans: readonly FaultPlan[]): readonly ActiveFault[];
  /** Ends one by its number, or all; tells how many. */
  remove(number?: number): number;
  /** Those in force and to come. */
  list(): readonly ActiveFault[];
  /** Told whenever faults were added or removed. */
  onChange(listener: () => void): void;
  /** Draws a chance for each fault of this id that is in force; the first that hits, not recorded. */
  draw(id: FaultId, scope?: FaultScope): ActiveFault | undefined;
  /** Records that a fault took effect. */
  note(id: FaultId, hit: FaultHit): void;
  /** Draws, and records a hit: for faults that take effect at once. */
  strike(id: FaultId, hit: FaultHit, scope?: FaultScope): ActiveFault | undefined;
  /** Whether one of these may hit now: without, nobody needs to ask each. */
  mayStrike(ids: readonly FaultId[]): boolean;
  /** How long an operation takes besides its work, in ms. */
  latencyMs(operation: string): number;
  /** How long a server that stands still keeps doing so, in ms; 0 when it does not. */
  heldForMs(): number;
  /** A time that the fault draws, in ms. */
  timeOf(fault: FaultPlan): number;
}

/** What faults stand on. `random` is their own, so that they change no id and no think time. */
export interface FaultParts {
  readonly random: Random;
  readonly now: () => number;
  readonly record: (fault: FaultId, hit: FaultHit) => void;
}

/** Creates the faults of a run; there are none yet. */
export function createFaults({ random, now, record }: FaultParts): Faults {
  const book = createBook(now);
  const chance = forks(random);
  const inForce = (id: FaultId, scope: FaultScope): readonly ActiveFault[] => {
    const at = now();
    return book
      .active()
      .filter((fault) => fault.id === id && at >= fault.from && at < fault.to && isOn(fault, scope));
  };
  const draw = (id: FaultId, scope: FaultScope = {}): ActiveFault | undefined => {
    let struck: ActiveFault | undefined;
    // Each draws, whatever the others do, so that one fault does not change whom another hits.
    for (const fault of inForce(id, scope)) if (chance(id).next() < fault.share) struck ??= fault;
    return struck;
  };
  const recordOnce = createOnce((fault: ActiveFault) => record(fault.id, {}));
  return {
    ...book,
    draw,
    note: record,
    strike: (id, hit, scope = hit) => {
      const struck = draw(id, scope);
      if (struck !== undefined) record(id, hit);
      return struck;
    },
    mayStrike: (ids) => book.active().some(({ id }) => ids.includes(id)),
    latencyMs: (operation) =>
      inForce('latency', { operation })
        .filter(({ share }) => share === 1 || chance('latency').next() < share)
        .reduce((sum, { time }) => sum + (time === undefined ? 0 : sample(time, chance('latency'))), 0),
    heldForMs: () => {
      const holding = inForce('stall', {});
      for (const fault of holding) recordOnce(fault);
      return holding.reduce((longest, { to }) => Math.max(longest, to - now()), 0);
    },
    timeOf: ({ id, time }) => (time === undefined ? 0 : sample(time, chance(`${id} time`))),
  };
}

interface Book extends Pick<Faults, 'add' | 'remove' | 'list' | 'onChange'> {
  /** Those in force, to come, or over since the last change. */
  readonly active: () => readonly ActiveFault[];
}

/** What was asked for. */
function createBook(now: () => number): Book {
  let active: readonly ActiveFault[] = [];
  let count = 0;
  const listeners: (() => void)[] = [];
  const become = (faults: readonly ActiveFault[]): void => {
    active = faults;
    for (const listener of listeners) listener();
  };
  const list = (): readonly ActiveFault[] => active.filter(({ to }) => to > now());
  return {
    active: () => active,
    list,
    onChange: (listener) => void listeners.push(listener),
    add: (plans) => {
      const at = now();
      const added = plans.map((plan): ActiveFault => {
        count += 1;
        return { ...plan, number: count, from: at + plan.atMs, to: at + plan.atMs + plan.forMs };
      });
      // What is over goes, so that a control port that is asked for years holds no history.
      become([...list(), ...added]);
      return added;
    },
    remove: (number) => {
      const before = active.length;
      become(active.filter((fault) => number !== undefined && fault.number !== number));
      return before - active.length;
    },
  };
}

function isOn(fault: FaultPlan, scope: FaultScope): boolean {
  return NARROWING.every((key) => fault[key] === undefined || fault[key] === scope[key]);
}

/** A generator for each label. */
function forks(random: Random): (label: string) => Random {
  const known = new Map<string, Random>();
  return (label) => {
    const fork = known.get(label) ?? random.fork(label);
    known.set(label, fork);
    return fork;
  };
}

function createOnce<Item extends object>(act: (item: Item) => void): (item: Item) => void {
  const done = new WeakSet<Item>();
  return (item) => {
    if (done.has(item)) return;
    done.add(item);
    act(item);
  };
}

/** Whether nothing is to listen at all: refused from the start, all, and for ever. */
export function refusesAll(plans: readonly FaultPlan[]): boolean {
  return plans.some(
    ({ id, share, atMs, forMs }) => id === 'refuse' && share === 1 && atMs === 0 && forMs === Infinity,
  );
}
