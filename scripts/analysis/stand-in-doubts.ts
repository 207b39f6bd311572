import type { Doubt } from '../../schemas/generated/run-result.ts';
import { doubt } from './doubt-list.ts';

/** What the stand-in says of itself. */
export interface Truth {
  /** p99 of its event loop's delay in ms. */
  readonly eventLoopDelayP99Ms?: number;
  /** The share of its intervals in which it worked for over nine tenths of the time. */
  readonly busyShare?: number;
  /** Answers of its own that the description does not name. */
  readonly undocumented?: number;
}

const DELAY_MS = 50;
const BUSY_SHARE = 0.1;

/** Doubts about a run whose stand-in was not up to it. */
export function standInDoubts(truth: Truth = {}): readonly Doubt[] {
  const { eventLoopDelayP99Ms: delay = 0, busyShare = 0, undocumented = 0 } = truth;
  return [...late(delay), ...busy(busyShare), ...defect(undocumented)];
}

function defect(answers: number): readonly Doubt[] {
  if (answers === 0) return [];
  return [
    doubt({
      code: 'stand-in-defect',
      text: `${answers} answers of the stand-in are not in the description`,
      advice: 'see "undocumented" in truth.ndjson; report it as a defect of the stand-in',
      measured: answers,
      limit: 0,
    }),
  ];
}

function busy(share: number): readonly Doubt[] {
  if (share <= BUSY_SHARE) return [];
  return [
    doubt({
      code: 'stand-in-busy',
      text: `the stand-in was busy for over 90 % of the time in ${Math.round(share * 100)} % of its seconds: it was the bottleneck`,
      advice: 'lower the rate; this is as much as the stand-in can do on this machine',
      measured: share,
      limit: BUSY_SHARE,
    }),
  ];
}

function late(delay: number): readonly Doubt[] {
  if (delay <= DELAY_MS) return [];
  return [
    doubt({
      code: 'stand-in-slow',
      text: `the stand-in's own event loop was ${delay} ms late (p99): the stand-in was the bottleneck`,
      advice: 'lower the rate; latencies say more about this machine than about the target',
      measured: delay,
      limit: DELAY_MS,
    }),
  ];
}
