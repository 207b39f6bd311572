import type { PhaseName } from './phases.ts';

/** What a person or a command must know of a scenario without running it. */
export interface ScenarioMetadata {
  /** Kebab-case; the entry is `scenarios/<name>.ts`. */
  readonly name: string;
  readonly purpose: string;
  /** In the order in which they run; the entry exports a function of each name. */
  readonly phases: readonly PhaseName[];
}
