import { createConversations } from './lib/phases/conversations.ts';
import { readPlan } from './lib/plan.ts';

export { conversation as metadata } from './catalogue/conversation.ts';

const plan = readPlan(__ENV['SCRT_PLAN']);

export const options = plan.options;
export const conversations = createConversations(plan);
