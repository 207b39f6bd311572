import { expect, test } from 'vitest';
import { readStaff } from '../../mocks/agents/staff.ts';
import { FAULT_IDS, type FaultId } from '../../mocks/faults/catalogue.ts';
import { parseFault } from '../../mocks/faults/parse.ts';
import type { Rule } from '../../schemas/rules/rule.ts';
import { isRuleId, RULES } from '../../schemas/rules.ts';
import { loadTarget, locate } from '../k6/target.ts';
import { CUSTOMERS, startKnowing } from './cases/cases.fixture.ts';
import { checkContract } from './check.ts';
import { expiredTokenOf } from './expired-token.ts';
import { contractResult } from './result.ts';

const ENTRIES = Object.entries<Rule>(RULES);
const PAIRS = ENTRIES.flatMap(([rule, { faults }]) => faults.map((fault) => ({ rule, fault })));

/** Faults that break no rule: they are slow, late or unlucky, and a client has to live with them. */
const HARMLESS: readonly FaultId[] = [
  'stall',
  'latency',
  'unknown',
  'cut',
  'cut-after',
  'drip',
  'burst',
  'no-cors',
  'clock-skew',
];

test('every fault is named by one rule that it breaks, or is harmless', () => {
  const named = PAIRS.map(({ fault }) => parseFault(fault).id);
  expect([...new Set([...named, ...HARMLESS])].sort()).toEqual([...FAULT_IDS].sort());
  expect(named.filter((id) => HARMLESS.includes(id))).toEqual([]);
  expect(new Set(PAIRS.map(({ fault }) => fault)).size).toBe(PAIRS.length);
});

test('every rule that a server can break has a fault that breaks it', () => {
  const without = ENTRIES.filter(([, { faults }]) => faults.length === 0).map(([rule]) => rule);
  expect(without).toEqual(['request-body', 'handler-exception']);
});

test('a rule follows rules that there are, and never itself', () => {
  const followed = (rule: string): readonly string[] => {
    expect(isRuleId(rule)).toBe(true);
    const { follows = [] }: Rule = RULES[rule as keyof typeof RULES];
    return [...follows, ...follows.flatMap(followed)];
  };
  for (const [rule] of ENTRIES) expect(followed(rule)).not.toContain(rule);
});

test.concurrent.each(PAIRS)('$fault breaks $rule, and nothing beside it', async ({ fault, rule }) => {
  await using standIn = await startKnowing({
    faults: [parseFault(fault)],
    staff: readStaff('thorough'),
    pingIntervalMs: 100,
  });
  const target = {
    ...locate(loadTarget('stand-in'), standIn.baseUrl),
    timeouts: { operationMs: 1_500, awaitedEventMs: 1_500 },
  };
  const check = await checkContract(target, {
    signal: new AbortController().signal,
    seed: 1,
    isOwn: true,
    expiredToken: expiredTokenOf(1),
    identify: CUSTOMERS.identify,
  });
  const { violations } = contractResult({ check, gate: ['D', 'C', 'I', 'U'], partial: false, manifest: {} });
  const primary = violations.filter(({ under }) => under === undefined).map((group) => group.rule);
  expect([...new Set(primary)]).toEqual([rule]);
  // Where nothing listens, nobody counts.
  if (fault !== 'refuse') expect(standIn.totals().faults[parseFault(fault).id]).toBeGreaterThan(0);
});
