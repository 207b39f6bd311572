import type { ScenarioMetadata } from './scenario.ts';

export const conversation: ScenarioMetadata = {
  name: 'conversation',
  purpose: 'Does a whole conversation work, and how fast: token, stream, message, echo, reply, close?',
  phases: ['conversations'],
};
