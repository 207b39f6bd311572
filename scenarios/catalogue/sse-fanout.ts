import type { ScenarioMetadata } from './scenario.ts';

export const sseFanout: ScenarioMetadata = {
  name: 'sse-fanout',
  purpose: 'Does every open tab of a guest receive every message, and how fast?',
  phases: ['fanout'],
};
