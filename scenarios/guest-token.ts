import { createTokens } from './lib/phases/tokens.ts';
import { readPlan } from './lib/plan.ts';

export { guestToken as metadata } from './catalogue/guest-token.ts';

const plan = readPlan(__ENV['SCRT_PLAN']);

export const options = plan.options;
export const tokens = createTokens(plan);
