import { describe, expect, it } from 'vitest';
import { parseFault } from '../../../mocks/faults/parse.ts';
import { breaches, caseOf, CUSTOMERS, runCases, startKnowing } from './cases.fixture.ts';
import { positiveCases } from './positive.ts';

const OPERATIONS = positiveCases.map(({ operation }) => operation);

describe('positiveCases', () => {
  it.each([1, 2, 3])('finds nothing in the stand-in with seed %i', async (seed) => {
    await using standIn = await startKnowing();
    const recorder = await runCases(positiveCases, standIn.baseUrl, { seed });
    expect(recorder.violations).toEqual([]);
    expect(recorder.leftOut).toEqual([]);
  });

  it('finds nothing where the documented limits hold', async () => {
    await using standIn = await startKnowing({ hasLimits: true });
    expect((await runCases(positiveCases, standIn.baseUrl)).violations).toEqual([]);
  });

  it.each(OPERATIONS.filter((operation) => operation !== 'generateAccessTokenForUnauthenticatedUser'))(
    'reports %s when it fails',
    async (operation) => {
      await using standIn = await startKnowing({ faults: [parseFault(`status,operation=${operation}`)] });
      const cases = [caseOf(positiveCases, `sound-${operation}`)];
      const found = breaches(await runCases(cases, standIn.baseUrl), 'operation-succeeds');
      expect(found.map(({ place }) => place)).toContain(operation);
    },
  );

  it('reports an answer that is not what the description says', async () => {
    await using standIn = await startKnowing({
      faults: [parseFault('garbled,operation=listConversationEntries'), parseFault('payload-as-string')],
    });
    const cases = [caseOf(positiveCases, 'sound-listConversationEntries')];
    const found = breaches(await runCases(cases, standIn.baseUrl), 'response-body');
    expect(found.length).toBeGreaterThan(0);
  });

  it('closes every conversation that it creates', async () => {
    await using standIn = await startKnowing();
    const { statuses } = await runCases(positiveCases, standIn.baseUrl);
    expect(statuses.get('closeConversation 204')).toBe(statuses.get('createConversation 201'));
  });

  it('leaves out customers where nobody can be verified, and says so', () => {
    const known = { identify: undefined, expiredToken: undefined, isOwn: true };
    const left = positiveCases.filter(({ leftOut }) => leftOut?.(known) !== undefined);
    expect(left.map(({ operation }) => operation)).toEqual([
      'generateAccessTokenForAuthenticatedUser',
      'revokeToken',
    ]);
    const knowing = { ...known, identify: CUSTOMERS.identify };
    expect(positiveCases.flatMap(({ leftOut }) => leftOut?.(knowing) ?? [])).toEqual([]);
  });

  it('sends a foreign target no answer of a shape that nobody knows', async () => {
    await using standIn = await startKnowing();
    const cases = [caseOf(positiveCases, 'sound-sendMessage')];
    const recorder = await runCases(cases, standIn.baseUrl, { isOwn: false });
    expect(recorder.leftOut.map(({ id }) => id)).toEqual(['sound-sendMessage']);
    expect(recorder.violations).toEqual([]);
  });
});
