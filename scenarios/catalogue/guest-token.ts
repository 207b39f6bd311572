import type { ScenarioMetadata } from './scenario.ts';

export const guestToken: ScenarioMetadata = {
  name: 'guest-token',
  purpose: 'How fast are guest tokens issued?',
  phases: ['tokens'],
};
