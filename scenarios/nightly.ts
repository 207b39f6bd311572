import { createConversations } from './lib/phases/conversations.ts';
import { createFanout } from './lib/phases/fanout.ts';
import { createTokens } from './lib/phases/tokens.ts';
import { readPlan } from './lib/plan.ts';

export { nightly as metadata } from './catalogue/nightly.ts';

const plan = readPlan(__ENV['SCRT_PLAN']);

export const options = plan.options;
export const tokens = createTokens(plan);
export const conversations = createConversations(plan);
export const fanout = createFanout(plan);
