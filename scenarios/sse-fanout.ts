import { createFanout } from './lib/phases/fanout.ts';
import { readPlan } from './lib/plan.ts';

export { sseFanout as metadata } from './catalogue/sse-fanout.ts';

const plan = readPlan(__ENV['SCRT_PLAN']);

export const options = plan.options;
export const fanout = createFanout(plan);
