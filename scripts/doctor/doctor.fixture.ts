import { loadTarget, locate, type LocatedTarget } from '../k6/target.ts';
import { diagnose, type Diagnosis } from './diagnose.ts';
import type { Facts } from './facts.ts';
import { look, type LookPlan } from './look.ts';

/** Between two pings of a stand-in that is looked at: far above what counts as one moment. */
export const PING_MS = 100;

/** The stand-in's org at an address, with what a test changes of it. */
export function targetAt(baseUrl: string, changes: Partial<LocatedTarget> = {}): LocatedTarget {
  const timeouts = { operationMs: 5_000, awaitedEventMs: 5_000 };
  return { ...locate(loadTarget('stand-in'), baseUrl), timeouts, ...changes };
}

/** What the doctor sees and says. */
export interface Examination extends Diagnosis {
  readonly facts: Facts;
  /** `found deployment-type`, `1 org-unknown`. */
  readonly ids: readonly string[];
}

/** Looks once, and judges. */
export async function examine(
  target: LocatedTarget,
  plan: Partial<Omit<LookPlan, 'target'>> = {},
): Promise<Examination> {
  const { signal } = new AbortController();
  const facts = await look({ target, signal, say: () => undefined, listenMs: 10_000, ...plan });
  const diagnosis = diagnose(facts);
  return { ...diagnosis, facts, ids: diagnosis.findings.map(({ id, rank }) => `${rank ?? 'found'} ${id}`) };
}
