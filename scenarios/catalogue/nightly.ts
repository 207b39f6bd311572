import type { ScenarioMetadata } from './scenario.ts';

export const nightly: ScenarioMetadata = {
  name: 'nightly',
  purpose: 'Did the build keep its latency and its error budget? Tokens, then conversations, then fan-out.',
  phases: ['tokens', 'conversations', 'fanout'],
};
