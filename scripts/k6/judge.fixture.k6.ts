// Runs in k6: judges every case of a file, and prints one line for each.
import type { Options } from 'k6/options';
import { type JudgedCase, judgeCase } from './judged-case.fixture.ts';

const cases = JSON.parse(open(__ENV['CASES'] ?? '')) as readonly JudgedCase[];

export const options: Options = {
  scenarios: {
    judge: { executor: 'per-vu-iterations', exec: 'judgeAll', vus: 1, iterations: 1, maxDuration: '1h' },
  },
};

/** Judges all. */
export function judgeAll(): void {
  // oxlint-disable-next-line no-console -- how a script of k6 prints
  for (const one of cases) console.log(judgeCase(one));
}
