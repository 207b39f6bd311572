import { describe, expect, test } from 'vitest';

import type { RunResult } from '../../schemas/generated/run-result.ts';
import { analyse, type AnalysisInput } from './analyse.ts';
import {
  answeredRatio,
  objectiveOn,
  operationsOf,
  recordedRun,
  type RunFixture,
  times,
} from './recorded-run.fixture.ts';

const SLOS = [objectiveOn('sendMessage', 250), objectiveOn('awaitEcho', 400)];

function judge(run: RunFixture, input: Partial<AnalysisInput> = {}): RunResult {
  const slos = input.slos ?? SLOS;
  return analyse({
    measurements: recordedRun({ ...run, slos }),
    manifest: {},
    slos,
    slosAreExplicit: true,
    scenarioOperations: operationsOf(run),
    gate: ['D'],
    cores: 2,
    ...input,
  });
}

function codes(result: RunResult): readonly string[] {
  return result.reasons.map((reason) => reason.code);
}

const SEND = { operation: 'sendMessage', answeredMs: times(1000, 20) };
const ECHO = { operation: 'awaitEcho', answeredMs: times(1000, 30) };
const GOOD: RunFixture = {
  phases: [{ scenario: 'conversations', completed: 1000, operations: [SEND, ECHO] }],
};

function withPhase(change: Partial<RunFixture['phases'][number]>): RunFixture {
  return { phases: [{ ...(GOOD.phases[0] as RunFixture['phases'][number]), ...change }] };
}

describe('a pass', () => {
  test('needs every objective met and gives no reason', () => {
    expect(judge(GOOD)).toMatchObject({ verdict: 'pass', reasons: [], partial: false, doubts: [] });
  });
});

describe('a fail', () => {
  test('is an objective that is missed, with its measurement beside its limit', () => {
    const slow = { operation: 'sendMessage', answeredMs: [...times(800, 20), ...times(200, 900)] };
    const result = judge(withPhase({ operations: [slow, ECHO] }));
    expect(result.verdict).toBe('fail');
    expect(result.reasons).toEqual([
      {
        code: 'objective-missed',
        effect: 'fail',
        objective: 'sendmessage',
        text: 'sendMessage: 80 % good within 250 ms, wanted 90 %, p90 of the answered 900.095 ms (200 of 1000 bad: 200 slow)',
      },
    ]);
  });

  test('is a target that refuses everything', () => {
    const refused = { operation: 'sendMessage', failed: { refused: 1000 } };
    const result = judge(withPhase({ operations: [refused] }), {
      scenarioOperations: { conversations: ['sendMessage', 'awaitEcho'] },
    });
    expect(result.verdict).toBe('fail');
    expect(codes(result)).toEqual(['objective-missed', 'objective-never-reached', 'nothing-answered']);
  });

  test('is a target that never answers', () => {
    const silent = { operation: 'sendMessage', openMs: times(1000, 9000) };
    expect(judge(withPhase({ completed: 0, interrupted: 1000, operations: [silent] })).verdict).toBe('fail');
  });

  test('is a target so slow that every iteration is dropped', () => {
    const result = judge(withPhase({ completed: 0, dropped: 500, operations: [] }), {
      scenarioOperations: { conversations: ['sendMessage', 'awaitEcho'] },
    });
    expect(result.verdict).toBe('fail');
    expect(codes(result)).toContain('nothing-answered');
  });

  test('is everything bad even where no objective applies', () => {
    const refused = { operation: 'sendMessage', failed: { refused: 10 } };
    expect(codes(judge(withPhase({ operations: [refused] }), { slos: [] }))).toEqual(['nothing-answered']);
  });

  test('is a breach of the contract whose mark gates', () => {
    const result = judge({
      ...GOOD,
      violations: [{ mark: 'D' }],
      counters: { 'scrt_violations{rule=event-payload}': 3 },
    });
    expect(codes(result)).toEqual(['contract-broken']);
    expect(result.reasons[0]?.text).toContain('event-payload (D) was broken 3 times');
  });

  test('is not a breach whose mark does not gate', () => {
    expect(judge({ ...GOOD, violations: [{ mark: 'C' }] }).verdict).toBe('pass');
  });
});

describe('an invalid run', () => {
  test.each<[string, RunFixture]>([
    ['nothing-planned', { phases: [{ scenario: 'conversations', planned: 0 }] }],
    ['nothing-planned', { phases: [] }],
    ['no-samples', { phases: [{ scenario: 'conversations', completed: 10 }] }],
    ['books-unbalanced', withPhase({ planned: 1100 })],
    ['books-unbalanced', withPhase({ operations: [{ ...SEND, begun: 1001 }, ECHO] })],
    ['scenario-threw', withPhase({ completed: 999, threw: 1 })],
    ['scenario-threw', withPhase({ completed: 999, interrupted: 1, escaped: 1 })],
    ['generator-starved', { ...GOOD, dispatchDelaysMs: [...times(90, 1), ...times(10, 101)] }],
    ['overflow', { ...GOOD, counters: { eventsource_overflows: 1 } }],
    ['generator-at-limit', { ...GOOD, counters: { 'eventsource_errors{reason=local-limit}': 1 } }],
    ['engine-died', { ...GOOD, killed: true }],
  ])('is told by %s', (code, run) => {
    const result = judge(run);
    expect(result.verdict).toBe('invalid');
    expect(codes(result)).toContain(code);
  });

  test('is one with an objective that has no data at all', () => {
    const result = judge(withPhase({ operations: [SEND] }));
    expect(result).toMatchObject({
      verdict: 'invalid',
      reasons: [{ code: 'objective-without-data', objective: 'awaitecho' }],
    });
  });

  test('is one that its caller knows to be broken', () => {
    const incident = { code: 'stand-in-died', effect: 'invalid', text: 'the stand-in died' } as const;
    expect(judge(GOOD, { incidents: [incident] })).toMatchObject({ verdict: 'invalid', reasons: [incident] });
  });

  test('is one whose generator stood still, however good its numbers look', () => {
    const measurements = { ...recordedRun({ ...GOOD, slos: SLOS }), standstillMs: 2000 };
    expect(codes(judge(GOOD, { measurements }))).toEqual(['generator-stood-still']);
  });

  test('is one with an exception that no iteration has to its name', () => {
    const result = judge({ ...GOOD, counters: { 'scrt_exceptions{scenario=conversations}': 1 } });
    expect(codes(result)).toEqual(['scenario-threw']);
  });

  test('stays invalid when an objective is missed as well', () => {
    const slow = { operation: 'sendMessage', answeredMs: times(1000, 900) };
    const result = judge(withPhase({ completed: 999, threw: 1, operations: [slow, ECHO] }));
    expect(result.verdict).toBe('invalid');
    expect(codes(result)).toEqual(['scenario-threw', 'objective-missed']);
  });

  test('names the first exception', () => {
    const run = { ...withPhase({ completed: 999, threw: 1 }), exceptions: [{ message: 'boom' }] };
    expect(judge(run).reasons[0]?.text).toContain('the first: boom (conversations)');
  });
});

describe('an overflow', () => {
  const counters = { eventsource_overflows: 5 };

  test('leaves a fail that was soundly measured', () => {
    const slow = { operation: 'sendMessage', answeredMs: times(1000, 900) };
    const result = judge({ ...withPhase({ operations: [slow, ECHO] }), counters });
    expect(result.verdict).toBe('fail');
    expect(codes(result)).toEqual(['objective-missed', 'overflow']);
  });

  test('does not blame the target for awaited events that our queue lost', () => {
    const lost = { operation: 'awaitEcho', answeredMs: times(500, 30), failed: { timeout: 500 } };
    const violations = [{ rule: 'echo-arrives', mark: 'D' }] as const;
    expect(judge({ ...withPhase({ operations: [SEND, lost] }), counters, violations }).verdict).toBe(
      'invalid',
    );
  });

  test('still blames it for awaited events that came late', () => {
    const late = { operation: 'awaitEcho', answeredMs: [...times(500, 30), ...times(500, 900)] };
    expect(judge({ ...withPhase({ operations: [SEND, late] }), counters }).verdict).toBe('fail');
  });

  test('does not blame the target by a ratio over awaited events', () => {
    const lost = { operation: 'awaitEcho', answeredMs: times(500, 30), failed: { timeout: 500 } };
    const result = judge(
      { ...withPhase({ operations: [SEND, lost] }), counters },
      { slos: [answeredRatio()] },
    );
    expect(result.verdict).toBe('invalid');
  });
});

test('missing data do not hide an objective that is missed', () => {
  const slow = { operation: 'sendMessage', answeredMs: times(1000, 900) };
  const result = judge(withPhase({ operations: [slow] }));
  expect(result.verdict).toBe('fail');
  expect(codes(result)).toEqual(['objective-missed', 'objective-without-data']);
});
