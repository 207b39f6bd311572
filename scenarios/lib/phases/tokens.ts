import { enter } from '../guest.ts';
import { createPhase } from '../journey.ts';
import type { Plan } from '../plan.ts';

/** A guest gets a token, and leaves. */
export function createTokens(plan: Plan): () => Promise<void> {
  return createPhase(plan, 'tokens', async (journey) => {
    await enter(journey);
  });
}
