import type { UserEvent } from '../machine/command.ts';
import type { Random } from '../machine/random.ts';
import type { FaultId, FaultPlan } from './catalogue.ts';

/** What becomes of one event on one stream. */
export type Fate = 'delivered' | 'lost' | 'repeated' | 'cut';

/** What a fault hit; one of these is set. */
export interface FaultHit {
  readonly entryId?: string;
  readonly stream?: number;
  readonly operation?: string;
}

/** The faults of one run. Each question draws a chance, and a hit is recorded. */
export interface Faults {
  fateOf(event: UserEvent, stream: number): Fate;
  /** Whether this request is never answered. */
  isSilent(operation: string): boolean;
  /** Whether this connection is reset. */
  isRefused(): boolean;
  /** Nothing is to listen at all. */
  readonly refusesAll: boolean;
  /** How long a server that stands still keeps doing so; 0 when it does not. */
  heldForMs(now: number): number;
}

/** What faults stand on. `random` is their own, so that they change no id and no think time. */
export interface FaultParts {
  readonly plans: readonly FaultPlan[];
  readonly random: Random;
  readonly startedAt: number;
  readonly record: (fault: FaultId, hit: FaultHit) => void;
}

const FATES = ['lost', 'repeated', 'cut'] as const;

/** Creates the faults that were asked for. */
export function createFaults({ plans, random, startedAt, record }: FaultParts): Faults {
  const of = (id: FaultId): readonly FaultPlan[] => plans.filter((plan) => plan.id === id);
  const fates = FATES.flatMap((fate) => of(fate).map(({ share }) => ({ fate, share })));
  const silences = of('silent');
  const refusals = of('refuse');
  const stalls = of('stall').map((plan) => windowOf(plan, startedAt));
  const chances = { fate: random.fork('fate'), silent: random.fork('silent'), refuse: random.fork('refuse') };
  return {
    refusesAll: refusals.some(({ share }) => share === 1),
    fateOf: (event, stream) => {
      for (const { fate, share } of fates) {
        if (chances.fate.next() >= share) continue;
        record(fate, { entryId: event.identifier, stream });
        return fate;
      }
      return 'delivered';
    },
    isSilent: (operation) => {
      const isHit = silences.some(
        (plan) =>
          (plan.operation === undefined || plan.operation === operation) &&
          chances.silent.next() < plan.share,
      );
      if (isHit) record('silent', { operation });
      return isHit;
    },
    isRefused: () => {
      const isHit = refusals.some(({ share }) => chances.refuse.next() < share);
      if (isHit) record('refuse', {});
      return isHit;
    },
    heldForMs: (now) => {
      const ends = stalls.filter(({ from, to }) => now >= from && now < to).map(({ to }) => to - now);
      return ends.length === 0 ? 0 : Math.max(...ends);
    },
  };
}

/** When a stall begins and ends, epoch in ms. */
export function windowOf(
  { timesMs }: FaultPlan,
  startedAt: number,
): { readonly from: number; readonly to: number } {
  const from = startedAt + (timesMs['at'] ?? 0);
  return { from, to: from + (timesMs['for'] ?? 0) };
}
