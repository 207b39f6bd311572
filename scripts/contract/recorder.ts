import type { Provenance } from '../../schemas/mark.ts';
import type { RuleId } from '../../schemas/rules.ts';
import { violationOf, type Violation } from '../../schemas/violation.ts';

/** A violation with the command that repeats it. */
export interface RecordedViolation extends Violation {
  readonly repeat: string;
}

/** What a rule found; mark and sources are the rule's where it has none of its own. */
export interface Breach extends Partial<Provenance> {
  readonly place: string;
  readonly expected: string;
  readonly received: string;
  readonly repeat: string;
}

/** Collects what the checks saw: violations, and what was exercised at all. */
export interface Recorder {
  readonly violations: readonly RecordedViolation[];
  /** Times seen, by operation and status, by event name, by rule. */
  readonly statuses: ReadonlyMap<string, number>;
  readonly events: ReadonlyMap<string, number>;
  readonly rules: ReadonlyMap<string, number>;
  /** Notes an answer and what the judge says of it. */
  answer(
    seen: { readonly operation: string; readonly status: number },
    found: readonly RecordedViolation[],
  ): void;
  /** Notes an event and what the judge says of it. */
  event(name: string, found: readonly RecordedViolation[]): void;
  /** Judges one rule: a breach when there is one. */
  rule(id: RuleId, breach: Breach | undefined): void;
}

/** A recorder that has seen nothing. */
export function createRecorder(): Recorder {
  const violations: RecordedViolation[] = [];
  const statuses = new Map<string, number>();
  const events = new Map<string, number>();
  const rules = new Map<string, number>();
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  return {
    violations,
    statuses,
    events,
    rules,
    answer: ({ operation, status }, found) => {
      add(statuses, `${operation} ${status}`);
      violations.push(...found);
    },
    event: (name, found) => {
      add(events, name);
      violations.push(...found);
    },
    rule: (id, breach) => {
      add(rules, id);
      if (breach !== undefined) violations.push({ ...violationOf(id, breach), repeat: breach.repeat });
    },
  };
}
