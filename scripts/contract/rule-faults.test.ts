import { expect, test } from 'vitest';
import { FAULT_IDS, type FaultId } from '../../mocks/faults/catalogue.ts';
import { parseFault } from '../../mocks/faults/parse.ts';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { RULE_FAULTS } from '../../schemas/rule-faults.ts';
import type { RuleId } from '../../schemas/rules.ts';
import { loadTarget, locate } from '../k6/target.ts';
import { checkContract } from './check.ts';

const PAIRS = (Object.entries(RULE_FAULTS) as [RuleId, readonly string[]][]).flatMap(([rule, faults]) =>
  faults.map((fault) => ({ rule, fault })),
);

/** What the check does not look at: mocks/conformance/faulty-events.test.ts, and the load scenarios for a further tab. */
const NOT_CHECKED: ReadonlySet<RuleId> = new Set<RuleId>([
  'payload-is-object-in-list',
  'acknowledgement-has-related-records',
  'delivery-arrives',
]);

/** Faults that break no rule: they are slow, late or unlucky, and a client has to live with them. */
const HARMLESS: readonly FaultId[] = [
  'stall',
  'latency',
  'reordered',
  'unknown',
  'cut',
  'cut-after',
  'drip',
  'burst',
];

test('every fault is named by a rule that it breaks, or is harmless', () => {
  const named = PAIRS.map(({ fault }) => parseFault(fault).id);
  expect([...new Set([...named, ...HARMLESS])].sort()).toEqual([...FAULT_IDS].sort());
  expect(named.filter((id) => HARMLESS.includes(id))).toEqual([]);
});

const CHECKED = [
  ...Map.groupBy(
    PAIRS.filter(({ rule }) => !NOT_CHECKED.has(rule)),
    ({ fault }) => fault,
  ),
].map(([fault, pairs]) => ({ fault, rules: pairs.map(({ rule }) => rule) }));

test.concurrent.each(CHECKED)('the contract check notices $fault', async ({ fault, rules }) => {
  await using standIn = await startStandIn({ faults: [parseFault(fault)] });
  const target = {
    ...locate(loadTarget('stand-in'), standIn.baseUrl),
    timeouts: { operationMs: 1_000, awaitedEventMs: 300 },
  };
  const { recorder } = await checkContract(target, { signal: new AbortController().signal });
  const broken = new Set(recorder.violations.map(({ rule }) => rule));
  expect(rules.filter((rule) => !broken.has(rule))).toEqual([]);
  // Where nothing listens, nobody counts.
  if (fault !== 'refuse') expect(standIn.totals().faults[parseFault(fault).id]).toBeGreaterThan(0);
});
