import { expect, test } from 'vitest';

import { analyse } from './analyse.ts';
import { objectiveOn, recordedRun } from './recorded-run.fixture.ts';

const RUN = {
  phases: [
    { scenario: 'tokens', completed: 1, operations: [{ operation: 'token', answeredMs: [20] }] },
    {
      scenario: 'fanout',
      completed: 1,
      operations: [
        { operation: 'awaitDelivery', tab: '10', answeredMs: [30] },
        { operation: 'awaitDelivery', tab: '2', answeredMs: [30] },
        { operation: 'undeclared', answeredMs: [30] },
        { operation: 'sendMessage', answeredMs: [30] },
      ],
    },
  ],
};

const INPUT = {
  measurements: recordedRun(RUN),
  manifest: { scenario: 'nightly' },
  slos: [objectiveOn('sendFile', 250)],
  scenarioOperations: { tokens: ['token'], fanout: ['sendMessage', 'awaitDelivery'] },
  gate: ['D'],
  cores: 2,
} as const;

test('analyse lists operations in the order in which a scenario goes through them', () => {
  const { balance } = analyse({ ...INPUT, slosAreExplicit: false });
  expect(balance.operations.map(({ operation, tab = '' }) => operation + tab)).toEqual([
    'token',
    'sendMessage',
    'awaitDelivery2',
    'awaitDelivery10',
    'undeclared',
  ]);
});

test('analyse leaves out default objectives that do not apply, and doubts a run without any', () => {
  const result = analyse({ ...INPUT, slosAreExplicit: false });
  expect(result).toMatchObject({ verdict: 'pass', objectives: [], doubts: [{ code: 'no-objectives' }] });
});

test('analyse judges every objective that was asked for by name', () => {
  const result = analyse({ ...INPUT, slosAreExplicit: true });
  expect(result).toMatchObject({ verdict: 'invalid', reasons: [{ code: 'objective-without-data' }] });
});

test('analyse covers what was begun', () => {
  const { coverage } = analyse({ ...INPUT, slosAreExplicit: false });
  expect(coverage.operations).toContainEqual({ name: 'awaitDelivery', count: 2 });
});
