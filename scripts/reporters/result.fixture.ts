import type { RunResult } from '../../schemas/generated/run-result.ts';
import { analyse } from '../analysis/analyse.ts';
import {
  answeredRatio,
  objectiveOn,
  operationsOf,
  recordedRun,
  type RunFixture,
  times,
} from '../analysis/recorded-run.fixture.ts';

const SLOS = [
  objectiveOn('generateAccessTokenForUnauthenticatedUser', 250, 0.99),
  objectiveOn('sendMessage', 250),
  objectiveOn('awaitDelivery', 400),
  answeredRatio(),
];

const RUN: RunFixture = {
  slos: SLOS,
  phases: [
    {
      scenario: 'tokens',
      completed: 12_000,
      operations: [
        {
          operation: 'generateAccessTokenForUnauthenticatedUser',
          answeredMs: [...times(11_900, 21), ...times(100, 180)],
        },
      ],
    },
    {
      scenario: 'fanout',
      completed: 990,
      dropped: 5,
      interrupted: 5,
      operations: [
        {
          operation: 'sendMessage',
          answeredMs: [...times(800, 40), ...times(150, 700)],
          failed: { timeout: 30, status: 10 },
          openMs: times(5, 4000),
        },
        { operation: 'awaitDelivery', tab: '1', answeredMs: times(950, 60) },
        { operation: 'awaitDelivery', tab: '2', answeredMs: times(950, 75) },
      ],
    },
  ],
  counters: {
    'scrt_events{event=CONVERSATION_MESSAGE;scenario=fanout}': 1900,
    'scrt_violations{rule=event-payload;scenario=fanout}': 3,
  },
};

/** One result with something of everything. `hostile`: text as a target might send it. */
export function exampleResult(hostile = '"Massage"'): RunResult {
  return analyse({
    measurements: recordedRun({
      ...RUN,
      violations: [{ received: hostile, place: hostile, scenario: 'fanout' }],
    }),
    manifest: {
      schemaVersion: 1,
      scenario: 'nightly',
      profile: { name: 'nightly' },
      target: { name: 'stand-in', baseUrl: 'http://127.0.0.1:4010' },
      seed: 7,
      startedAt: '2026-11-18T11:06:40.120Z',
      git: { revision: '4b01b127716fac8e8f4a6ada5b03bafbebe951a0', dirty: true },
      endedAt: '2026-11-18T11:07:41.620Z',
      note: hostile,
    },
    slos: SLOS,
    slosAreExplicit: false,
    scenarioOperations: operationsOf(RUN),
    gate: ['D'],
    cores: 2,
    truth: { eventLoopDelayP99Ms: 70 },
  });
}
