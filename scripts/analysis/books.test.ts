import { describe, expect, test } from 'vitest';

import { balance } from './books.ts';
import { recordedInstances, recordedRun, type RunFixture, times } from './recorded-run.fixture.ts';
import { violationGroups } from './violation-groups.ts';

const RUN: RunFixture = {
  phases: [
    {
      scenario: 'conversations',
      completed: 7,
      dropped: 2,
      interrupted: 1,
      cancelled: 3,
      operations: [
        { operation: 'sendMessage', answeredMs: times(5, 20), failed: { timeout: 2 }, openMs: [100, 900] },
      ],
    },
  ],
};

function phase(change: Partial<RunFixture['phases'][number]>, more: Partial<RunFixture> = {}): RunFixture {
  return { ...more, phases: [{ scenario: 'tokens', completed: 100, ...change }] };
}

describe('the book of iterations', () => {
  test('accounts for every planned one', () => {
    expect(balance(recordedRun(RUN)).iterations).toEqual([
      {
        scenario: 'conversations',
        planned: 13,
        completed: 7,
        dropped: 2,
        interrupted: 1,
        cancelled: 3,
        threw: 0,
        balanced: true,
      },
    ]);
  });

  test('does not balance when a planned one is missing', () => {
    expect(balance(recordedRun(phase({ planned: 101 }))).iterations[0]).toMatchObject({
      cancelled: 0,
      balanced: false,
    });
  });

  test('counts what k6 cut at the edge of the phase as cancelled', () => {
    expect(balance(recordedRun(phase({ planned: 101, edge: 1 }))).iterations[0]).toMatchObject({
      cancelled: 1,
      balanced: true,
    });
  });

  test('counts what a stopped run never started as cancelled', () => {
    expect(balance(recordedRun(phase({ planned: 500 }, { aborted: true }))).iterations[0]).toMatchObject({
      cancelled: 400,
      balanced: true,
    });
  });

  test('does not balance when more ended than was planned', () => {
    expect(balance(recordedRun(phase({ planned: 99 }))).iterations[0]?.balanced).toBe(false);
  });

  test('has no plan to balance where the options fix none', () => {
    expect(balance(recordedRun(phase({ planned: null }))).iterations[0]).toMatchObject({
      planned: null,
      balanced: true,
    });
  });
});

describe('the book of operations', () => {
  test('accounts for every begun one', () => {
    expect(balance(recordedRun(RUN)).operations).toEqual([
      {
        scenario: 'conversations',
        operation: 'sendMessage',
        begun: 9,
        answered: 5,
        failed: 2,
        failures: { timeout: 2 },
        unanswered: 2,
        oldestUnansweredMs: 900,
        recorded: 5,
        balanced: true,
      },
    ]);
  });

  test('is reconstructed when the engine was killed', () => {
    expect(balance(recordedRun({ ...RUN, killed: true })).operations[0]).toMatchObject({
      unanswered: 2,
      oldestUnansweredMs: null,
      balanced: true,
    });
  });

  test('does not balance when one went astray', () => {
    const operations = [{ operation: 'sendMessage', answeredMs: [1], begun: 2 }];
    expect(balance(recordedRun(phase({ operations }))).operations[0]?.balanced).toBe(false);
  });

  test('does not balance when the histogram lacks an answer', () => {
    const counters = {
      'scrt_operations{operation=a;outcome=begun;scenario=tokens}': 1,
      'scrt_operations{operation=a;outcome=answered;scenario=tokens}': 1,
    };
    expect(balance(recordedRun(phase({}, { counters }))).operations[0]).toMatchObject({
      recorded: 0,
      balanced: false,
    });
  });

  test('adds up instances', () => {
    expect(balance(recordedInstances([RUN, RUN, RUN]))).toMatchObject({
      iterations: [{ planned: 39, balanced: true }],
      operations: [{ begun: 27, unanswered: 6, balanced: true }],
    });
  });
});

describe('violationGroups', () => {
  const counters = {
    'scrt_violations{rule=event-payload;scenario=a}': 30,
    'scrt_violations{rule=event-payload;scenario=b}': 5,
  };

  test('gives breaches that were counted but not written to the weightiest mark seen', () => {
    const violations = [{ mark: 'C' }, { mark: 'D' }, { mark: 'C' }] as const;
    const groups = violationGroups(recordedRun({ phases: [], counters, violations }), ['D']);
    expect(groups.map(({ mark, count, gates }) => [mark, count, gates])).toEqual([
      ['D', 33, true],
      ['C', 2, false],
    ]);
  });

  test('takes a rule of unknown mark for documented', () => {
    const groups = violationGroups(recordedRun({ phases: [], counters }), ['D']);
    expect(groups).toEqual([{ rule: 'event-payload', mark: 'D', count: 35, gates: true, first: [] }]);
  });
});
