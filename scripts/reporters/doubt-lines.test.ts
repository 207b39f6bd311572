import { expect, test } from 'vitest';

import type { Doubt, RunResult } from '../../schemas/generated/run-result.ts';
import { doubtLines } from './doubt-lines.ts';
import { renderHtml } from './html/report.ts';
import { renderMarkdown } from './markdown.ts';
import { exampleResult } from './result.fixture.ts';
import { renderTerminal } from './terminal.ts';

const FEW: Doubt = {
  code: 'too-few-samples',
  severity: 'doubt',
  text: '40 events cannot carry 99 %',
  advice: 'measure at least 10000 events, or set a lower percentile',
  measured: 40,
  limit: 10_000,
};
const OTHER: Doubt = { ...FEW, code: 'other', text: 'odd', advice: 'look', measured: null, limit: null };

function withDoubts(...doubts: readonly (readonly Doubt[])[]): RunResult {
  const result = exampleResult();
  const objectives = result.objectives.map((each, index) => ({ ...each, doubts: doubts[index] ?? [] }));
  return { ...result, doubts: [OTHER], objectives };
}

test('doubtLines names every objective with too few samples on one line', () => {
  expect(doubtLines(withDoubts([FEW], [OTHER], [{ ...FEW, measured: 7 }]))).toMatchObject([
    { code: 'other', text: 'odd' },
    { code: 'other', text: 'sendMessage: odd' },
    {
      code: 'too-few-samples',
      text: expect.stringMatching(
        /: generateAccessTokenForUnauthenticatedUser \(40 of 10000\), awaitDelivery \(7 of 10000\)$/,
      ),
    },
  ]);
});

test('doubtLines says nothing of samples where every objective has enough', () => {
  expect(doubtLines(withDoubts())).toEqual([OTHER]);
});

test.each([
  ['terminal', renderTerminal],
  ['markdown', renderMarkdown],
  ['html', renderHtml],
] as const)('the %s report gives the advice on samples once', (_, render) => {
  expect(render(withDoubts([FEW], [FEW], [FEW])).match(/lower percentile/g)).toHaveLength(1);
});
