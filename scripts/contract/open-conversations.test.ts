import { expect, it } from 'vitest';
import { parseFault } from '../../mocks/faults/parse.ts';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { loadTarget, locate } from '../k6/target.ts';
import { checkContract } from './check.ts';
import { contractResult } from './result.ts';

const OPTIONS = { signal: new AbortController().signal, seed: 1 };

function targetAt(baseUrl: string): ReturnType<typeof locate> {
  return {
    ...locate(loadTarget('stand-in'), baseUrl),
    timeouts: { operationMs: 2_000, awaitedEventMs: 400 },
  };
}

/** Requests of the operation that succeeded. */
function succeeded(requests: Readonly<Record<string, Readonly<Record<string, number>>>>, id: string): number {
  return Object.entries(requests[id] ?? {})
    .filter(([status]) => status.startsWith('2'))
    .reduce((sum, [, count]) => sum + count, 0);
}

it('leaves no conversation open that a check has opened', async () => {
  await using standIn = await startStandIn();
  const check = await checkContract(targetAt(standIn.baseUrl), OPTIONS);
  const { requests } = standIn.totals();
  expect(check.leftOpen).toEqual([]);
  expect(succeeded(requests, 'closeConversation')).toBeGreaterThan(5);
  // One of them is created twice.
  expect(succeeded(requests, 'closeConversation')).toBe(succeeded(requests, 'createConversation') - 1);
});

it('opens one conversation on a host that is not this machine, and says what it leaves out', async () => {
  await using standIn = await startStandIn();
  const check = await checkContract(targetAt(standIn.baseUrl), { ...OPTIONS, isReal: true });
  const { requests } = standIn.totals();
  expect(succeeded(requests, 'createConversation')).toBe(1);
  expect(succeeded(requests, 'closeConversation')).toBe(1);
  expect(check.seen.leftOut.map(({ id }) => id)).toEqual(expect.arrayContaining(['resume', 'entries']));
  expect(check.cases.map(({ id }) => id)).toContain('whole-conversation');
});

it('names the conversations that it could not close', async () => {
  const faults = [parseFault('status,code=500,operation=closeConversation')];
  await using standIn = await startStandIn({ faults });
  const check = await checkContract(targetAt(standIn.baseUrl), { ...OPTIONS, isReal: true });
  expect(check.leftOpen).toHaveLength(1);
  const { doubts } = contractResult({ check, gate: ['D'], partial: false, manifest: {} });
  expect(doubts).toEqual([expect.objectContaining({ code: 'conversation-left-open', measured: 1 })]);
  expect(doubts[0]?.text).toContain(check.leftOpen[0] ?? 'none');
});
