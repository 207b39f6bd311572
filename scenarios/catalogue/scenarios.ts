import { conversation } from './conversation.ts';
import { guestToken } from './guest-token.ts';
import { nightly } from './nightly.ts';
import type { ScenarioMetadata } from './scenario.ts';
import { sseFanout } from './sse-fanout.ts';

/** Every scenario that there is, the main one first. */
export const SCENARIOS: readonly ScenarioMetadata[] = [nightly, guestToken, conversation, sseFanout];
