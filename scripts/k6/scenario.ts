import { PHASES } from '../../scenarios/catalogue/phases.ts';
import type { ScenarioMetadata } from '../../scenarios/catalogue/scenario.ts';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import { unknownName } from './find-named.ts';

/** The scenario of that name. @throws HarnessError `usage` with the nearest name */
export function findScenario(name: string): ScenarioMetadata {
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (scenario !== undefined) return scenario;
  throw unknownName(
    'scenario',
    name,
    SCENARIOS.map((each) => each.name),
  );
}

/** Phase → everything that it writes into the operations book. */
export function operationsOf({ phases }: ScenarioMetadata): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(phases.map((phase) => [phase, PHASES[phase].operations]));
}

/** Whether a scenario leaves conversations and messages on the target. */
export function writes({ phases }: ScenarioMetadata): boolean {
  return phases.some((phase) => PHASES[phase].writes);
}
