import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PHASES } from '../../scenarios/catalogue/phases.ts';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { ROOT } from '../paths.ts';
import { findScenario, operationsOf, writes } from './scenario.ts';

describe('the catalogue', () => {
  it('has a scenario for every entry, and an entry for every scenario', () => {
    const entries = readdirSync(join(ROOT, 'scenarios')).filter((file) => file.endsWith('.ts'));
    expect(entries.sort()).toEqual(SCENARIOS.map(({ name }) => `${name}.ts`).sort());
  });

  it.each(Object.keys(PHASES) as (keyof typeof PHASES)[])(
    '%s has operations of the description or awaited events',
    (phase) => {
      for (const operation of PHASES[phase].operations) {
        expect(operation in OPERATIONS || operation.startsWith('await')).toBe(true);
      }
    },
  );

  it('says which operations belong to which phase', () => {
    expect(operationsOf(findScenario('guest-token'))).toEqual({
      tokens: ['generateAccessTokenForUnauthenticatedUser'],
    });
  });

  it('says what leaves something behind', () => {
    expect(writes(findScenario('guest-token'))).toBe(false);
    expect(writes(findScenario('nightly'))).toBe(true);
  });

  it('names the nearest scenario', () => {
    expect(() => findScenario('conversations')).toThrow('Did you mean "conversation"?');
  });
});
