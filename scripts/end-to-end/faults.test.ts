import { describe, expect, it } from 'vitest';
import { resultOf, startCommand } from './started-command.ts';

/** What a fault must bring out: exit 1, and a reason that names what the target did. */
const CASES: readonly (readonly [fault: string, scenario: string, named: RegExp])[] = [
  ['lost=0.5', 'conversation', /echo-arrives|awaitEcho/],
  ['cut=0.5', 'conversation', /\(await\w+\)/],
  ['repeated=0.5', 'conversation', /event-repeated/],
  ['silent,operation=createConversation', 'conversation', /createConversation/],
  ['refuse', 'guest-token', /generateAccessTokenForUnauthenticatedUser/],
  // From the middle of the load to beyond the end of the run.
  ['stall,at=1s,for=120s', 'guest-token', /generateAccessTokenForUnauthenticatedUser/],
];

describe('a fault of the target', () => {
  it.concurrent.each(CASES)('%s fails the run and is named', async (fault, scenario, named) => {
    await using command = startCommand(['load', scenario, '--profile', 'smoke', '--fault', fault]);
    expect(await command.exit, command.said.stderr).toBe(1);
    const result = resultOf(command);
    expect(result.verdict).toBe('fail');
    expect(result.reasons.map(({ text }) => text).join('\n')).toMatch(named);
    expect(command.said.stdout).toMatch(named);
  });

  it.concurrent('slow tokens miss their objective, which is named with its measurement', async () => {
    const latency = 'generateAccessTokenForUnauthenticatedUser=900ms';
    await using command = startCommand(['load', 'guest-token', '--profile', 'smoke', '--latency', latency]);
    expect(await command.exit, command.said.stderr).toBe(1);
    const objective = resultOf(command).objectives.find(({ met }) => !met);
    expect(objective?.tags).toMatchObject({ operation: 'generateAccessTokenForUnauthenticatedUser' });
    expect(objective?.measuredMs).toBeGreaterThanOrEqual(899);
    expect(command.said.stdout).toContain(objective?.displayName ?? 'no objective was missed');
  });
});
