import { setTimeout as sleep } from 'node:timers/promises';

/** Lets calls pass one after the other, at most `perSecond` of them a second; all at once without a bound. */
export function createPace(perSecond: number | undefined): () => Promise<void> {
  if (perSecond === undefined) return () => Promise.resolve();
  let free = 0;
  return async () => {
    const now = performance.now();
    const start = Math.max(now, free);
    free = start + 1000 / perSecond;
    await sleep(start - now);
  };
}
