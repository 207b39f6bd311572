import { expect, it } from 'vitest';
import { judgeScript } from './judged-run.fixture.ts';
import { exitCodeOf } from './render.ts';

const OPTIONS = `export const options = { scenarios: { tokens: {
  executor: 'ramping-arrival-rate', startRate: 10, timeUnit: '1s', preAllocatedVUs: 2, maxVUs: 2,
  stages: [{ target: 10, duration: '1.05s' }, { target: 0, duration: '0s' }, { target: 0, duration: '250ms' }] } } };`;

const SCRIPTS: readonly (readonly [how: string, body: string])[] = [
  [
    'inside its iteration',
    `import { startIteration } from 'k6/x/hdrlog';
     export default function () {
       const booked = startIteration();
       try { throw new Error('our own defect'); } catch (error) { booked.throw(error); }
     }`,
  ],
  ['past its iteration', "export default function () { throw new Error('our own defect'); }"],
];

it.each(SCRIPTS)('a scenario that throws %s makes the run invalid, although k6 exits 0', async (_, body) => {
  const { exit, result } = await judgeScript(`${body}\n${OPTIONS}`);
  expect(exit).toMatchObject({ code: 0 });
  expect(result.verdict).toBe('invalid');
  expect(result.reasons.map(({ code }) => code)).toContain('scenario-threw');
  expect(exitCodeOf(result)).toBe(3);
});
