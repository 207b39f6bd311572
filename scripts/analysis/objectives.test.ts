import { describe, expect, test } from 'vitest';

import { balance } from './books.ts';
import { highestOf, bucketOf } from './bucket.ts';
import { applicable, type ObjectiveSpec } from './objective-spec.ts';
import { type JudgedObjective, judgeObjective } from './objectives.ts';
import {
  answeredRatio,
  objectiveOn,
  operationsOf,
  recordedRun,
  type RunFixture,
  times,
} from './recorded-run.fixture.ts';

function judge(spec: ObjectiveSpec, run: RunFixture): JudgedObjective {
  const measurements = recordedRun({ ...run, slos: [spec] });
  return judgeObjective(spec, {
    measurements,
    balance: balance(measurements),
    operations: operationsOf(run),
  });
}

function phase(operations: RunFixture['phases'][number]['operations'], more = {}): RunFixture {
  return { phases: [{ scenario: 'conversations', completed: 1, operations: operations ?? [], ...more }] };
}

describe('a threshold objective', () => {
  test('counts what was answered within the limit among all that were begun', () => {
    const send = {
      operation: 'sendMessage',
      answeredMs: [...times(900, 20), ...times(50, 300)],
      failed: { timeout: 30 },
      openMs: times(20, 5000),
    };
    const { objective } = judge(objectiveOn('sendMessage', 250), phase([send]));
    expect(objective).toMatchObject({
      total: 1000,
      good: 900,
      bad: 100,
      badBy: { slow: 50, failed: 30, unanswered: 20, dropped: 0 },
      measured: 0.9,
      met: true,
      carries: true,
      answeredOnly: true,
      budget: { allowed: 100, used: 100, usedShare: 1, left: 0 },
    });
  });

  test('is missed by one event too many', () => {
    const send = { operation: 'sendMessage', answeredMs: [...times(899, 20), ...times(101, 300)] };
    expect(judge(objectiveOn('sendMessage', 250), phase([send])).objective.met).toBe(false);
  });

  test('never counts a bucket as good that reaches beyond the limit', () => {
    const highestMs = highestOf(bucketOf(250_000)) / 1000;
    expect(highestMs).toBeGreaterThan(250);
    const send = { operation: 'sendMessage', answeredMs: [250] };
    expect(judge(objectiveOn('sendMessage', 250), phase([send])).objective.good).toBe(0);
    expect(judge(objectiveOn('sendMessage', highestMs), phase([send])).objective.good).toBe(1);
  });

  test('gives the value at its percentile over the answered ones, and says so', () => {
    const send = { operation: 'sendMessage', answeredMs: times(10, 20), failed: { refused: 90 } };
    const { objective } = judge(objectiveOn('sendMessage', 250), phase([send]));
    expect(objective.measuredMs).toBeCloseTo(20, 1);
    expect(objective).toMatchObject({ answeredOnly: true, met: false });
  });

  test('counts a dropped iteration as one bad event', () => {
    const send = { operation: 'sendMessage', answeredMs: times(90, 20) };
    const { objective } = judge(objectiveOn('sendMessage', 250), phase([send], { dropped: 10 }));
    expect(objective).toMatchObject({ total: 100, bad: 10, badBy: { dropped: 10 } });
  });

  test('leaves out dropped iterations of a phase without the operation', () => {
    const run = {
      phases: [
        {
          scenario: 'conversations',
          completed: 1,
          operations: [{ operation: 'sendMessage', answeredMs: times(90, 20) }],
        },
        { scenario: 'tokens', dropped: 10, operations: [{ operation: 'token', answeredMs: [1] }] },
      ],
    };
    expect(judge(objectiveOn('sendMessage', 250), run).objective.total).toBe(90);
  });

  test('adds up the tabs', () => {
    const tabs = ['1', '2'].map((tab) => ({ operation: 'awaitDelivery', tab, answeredMs: times(50, 20) }));
    expect(judge(objectiveOn('awaitDelivery', 250), phase(tabs)).objective.total).toBe(100);
  });

  test('says when the sample cannot carry its percentile', () => {
    const send = { operation: 'sendMessage', answeredMs: times(999, 20) };
    const { objective } = judge(objectiveOn('sendMessage', 250), phase([send]));
    expect(objective).toMatchObject({
      carries: false,
      met: true,
      doubts: [{ code: 'too-few-samples', measured: 999, limit: 1000 }],
    });
  });

  test('carries p99 with exactly 10,000 events', () => {
    const send = { operation: 'sendMessage', answeredMs: times(10_000, 20) };
    expect(judge(objectiveOn('sendMessage', 250, 0.99), phase([send])).objective).toMatchObject({
      carries: true,
      doubts: [],
    });
  });

  test('spreads its events over time without losing one', () => {
    const send = {
      operation: 'sendMessage',
      answeredMs: [...times(90, 20), ...times(4, 300)],
      failed: { status: 3 },
      openMs: [1, 2, 3],
    };
    const { objective, budget } = judge(objectiveOn('sendMessage', 250), phase([send], { dropped: 7 }));
    expect(budget.total.reduce((sum, count) => sum + count, 0)).toBe(objective.total);
    expect(budget.bad.reduce((sum, count) => sum + count, 0)).toBe(objective.bad);
  });
});

describe('a run that was stopped', () => {
  const send = {
    operation: 'sendMessage',
    answeredMs: times(90, 20),
    openMs: [...times(5, 100), ...times(3, 900)],
  };

  test('counts open operations only when they are older than the limit', () => {
    const { objective } = judge(objectiveOn('sendMessage', 250), { ...phase([send]), aborted: true });
    expect(objective).toMatchObject({ total: 93, good: 90, badBy: { unanswered: 3 } });
  });

  test('does not blame the target for what the stop kept from being reached', () => {
    const create = { operation: 'createConversation', openMs: [5] };
    const run = { ...phase([create, { operation: 'awaitReply' }]), aborted: true };
    expect(judge(objectiveOn('awaitReply', 250), run)).toMatchObject({ empty: true, neverReached: false });
    expect(judge(objectiveOn('awaitReply', 250), { ...run, aborted: false })).toMatchObject({
      neverReached: true,
    });
  });

  test('counts every open one when it ran to its end', () => {
    expect(judge(objectiveOn('sendMessage', 250), phase([send])).objective).toMatchObject({
      total: 98,
      badBy: { unanswered: 8 },
    });
  });
});

describe('a ratio objective', () => {
  const send = {
    operation: 'sendMessage',
    answeredMs: times(90, 20),
    failed: { status: 6 },
    openMs: [1, 2, 3, 4],
  };

  test('counts answered among begun operations', () => {
    const { objective } = judge(answeredRatio(0.9), phase([send], { dropped: 20 }));
    expect(objective).toMatchObject({
      kind: 'ratio',
      thresholdMs: null,
      measuredMs: null,
      total: 120,
      good: 90,
      badBy: { slow: 0, failed: 6, unanswered: 4, dropped: 20 },
      met: false,
    });
  });

  test('counts bad ones, and the unanswered with them', () => {
    const spec = answeredRatio(0.9);
    const part = { metric: 'scrt_operations', tags: { outcome: 'failed' } };
    const indicator = { ...spec.indicator, counted: 'bad', part } as ObjectiveSpec['indicator'];
    expect(judge({ ...spec, indicator }, phase([send])).objective).toMatchObject({
      total: 100,
      good: 90,
      bad: 10,
    });
  });

  test('judges any two counters', () => {
    const indicator = {
      kind: 'ratio',
      counted: 'bad',
      part: { metric: 'scrt_events_repeated', tags: {} },
      total: { metric: 'scrt_events', tags: {} },
    } as const;
    const counters = { 'scrt_events{event=A}': 60, 'scrt_events{event=B}': 40, scrt_events_repeated: 2 };
    const spec = { ...answeredRatio(0.99), indicator };
    expect(judge(spec, { ...phase([send]), counters }).objective).toMatchObject({
      total: 100,
      bad: 2,
      met: false,
    });
  });
});

test('default objectives on what a scenario does not have are left out', () => {
  const specs = [objectiveOn('sendMessage', 250), objectiveOn('awaitDelivery', 250), answeredRatio()];
  expect(applicable(specs, { conversations: ['sendMessage'] }).map((spec) => spec.name)).toEqual([
    'sendmessage',
    'answered',
  ]);
});
