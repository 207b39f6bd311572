import { expect, it } from 'vitest';
import { steadily } from './steadily.ts';

const { signal } = new AbortController();
const PACE = { perSecond: 1_000, seconds: 0.05, signal };

it('begins as many as the rate and the time make, in order', async () => {
  const begun: number[] = [];
  expect(await steadily(PACE, async (index) => begun.push(index))).toBe(50);
  expect(begun).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

it('begins nothing at a rate of 0', async () => {
  expect(await steadily({ ...PACE, perSecond: 0 }, () => Promise.reject(new Error('begun')))).toBe(0);
});

it('waits for nobody before it begins the next, and for all before it ends', async () => {
  const last = Promise.withResolvers<void>();
  let ended = 0;
  await steadily(PACE, async (index) => {
    if (index === 49) last.resolve();
    await last.promise;
    ended += 1;
  });
  expect(ended).toBe(50);
});

it('ends with the first failure', async () => {
  const begun: number[] = [];
  const failing = steadily({ ...PACE, seconds: 3_600 }, async (index) => {
    begun.push(index);
    throw new Error(`failure ${index}`);
  });
  await expect(failing).rejects.toThrow('failure 0');
  expect(begun.length).toBeLessThan(3_600_000);
});

it('ends when it is told to', async () => {
  const controller = new AbortController();
  const begin = async () => controller.abort();
  const stopped = steadily({ ...PACE, seconds: 3_600, signal: controller.signal }, begin);
  await expect(stopped).rejects.toThrow('aborted');
});
