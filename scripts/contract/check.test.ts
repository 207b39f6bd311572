import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseFault } from '../../mocks/faults/parse.ts';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { CONTRACT } from '../../schemas/generated/contract-table.ts';
import type { RequestTarget } from '../../schemas/requests.ts';
import { loadTarget, locate } from '../k6/target.ts';
import { checkContract, type ContractCheck } from './check.ts';
import { contractResult } from './result.ts';

const SIGNAL = new AbortController().signal;

/** The stand-in's target at an address; what does not come is missed soon. */
function targetAt(baseUrl: string): RequestTarget {
  return {
    ...locate(loadTarget('stand-in'), baseUrl),
    timeouts: { operationMs: 2_000, awaitedEventMs: 400 },
  };
}

async function checkWithFault(fault: string): Promise<ContractCheck> {
  await using standIn = await startStandIn({ faults: [parseFault(fault)] });
  return await checkContract(targetAt(standIn.baseUrl), { signal: SIGNAL });
}

function brokenRules({ recorder }: ContractCheck): readonly string[] {
  return [...new Set(recorder.violations.map(({ rule }) => rule))];
}

function verdictOf(check: ContractCheck): string {
  return contractResult({ check, gate: ['D', 'C', 'I', 'U'], partial: false, manifest: {} }).verdict;
}

describe('checkContract', () => {
  it('finds nothing in the stand-in, and exercises every operation', async () => {
    await using standIn = await startStandIn();
    const check = await checkContract(targetAt(standIn.baseUrl), { signal: SIGNAL });
    expect(check.recorder.violations).toEqual([]);
    expect(verdictOf(check)).toBe('pass');
    const exercised = new Set(check.cases.map(({ operation }) => operation));
    expect([...exercised].sort()).toEqual(Object.keys(CONTRACT.operations).sort());
  });

  it('misses what does not arrive', async () => {
    const check = await checkWithFault('lost=1');
    expect(brokenRules(check)).toEqual(
      expect.arrayContaining(['routing-is-announced', 'agent-joins', 'echo-arrives', 'close-is-announced']),
    );
    expect(verdictOf(check)).toBe('fail');
  });

  it('notices what arrives twice', async () => {
    expect(brokenRules(await checkWithFault('repeated=1'))).toEqual(['event-repeated']);
  });

  it('fails a server that answers nothing', async () => {
    const check = await checkWithFault('silent,operation=generateContinuationToken');
    expect(brokenRules(check)).toEqual(['operation-succeeds']);
    expect(check.recorder.violations[0]).toMatchObject({ received: 'no answer in time' });
  });

  it('fails a server that refuses connections', async () => {
    const check = await checkWithFault('refuse');
    expect(check.cases.filter(({ broken }) => broken.length === 0)).toEqual([]);
    expect(verdictOf(check)).toBe('fail');
  });

  it('fails a server that says yes to everything', async () => {
    const server = createServer((_, response) =>
      response.setHeader('content-type', 'application/json').end('{}'),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const check = await checkContract(targetAt(`http://127.0.0.1:${port}`), { signal: SIGNAL });
    server.closeAllConnections();
    server.close();
    const refusals = [
      'refuses-missing-token',
      'refuses-garbled-token',
      'refuses-malformed-request',
      'refuses-wrong-deployment',
    ];
    expect(brokenRules(check)).toEqual(expect.arrayContaining([...refusals, 'response-body']));
  });

  it('takes a breach of what is not documented for no failure of a foreign target', async () => {
    const check = await checkWithFault('repeated=1');
    const foreign = contractResult({ check, gate: ['D'], partial: false, manifest: {} });
    expect(foreign.verdict).toBe('pass');
    expect(foreign.violations).toEqual([expect.objectContaining({ rule: 'event-repeated', gates: false })]);
    expect(foreign.coverage.cases.every(({ passed }) => passed)).toBe(true);
    expect(verdictOf(check)).toBe('fail');
  });

  it.each([
    ['a body that never ends', 'application/json', '"'.padEnd(65_536, 'x')],
    ['an event that never ends', 'text/event-stream', 'data: '.padEnd(65_536, 'x')],
    ['a flood of events', 'text/event-stream', 'data: 0\n\n'.repeat(8_000)],
  ])('survives %s', async (_, type, chunk) => {
    const server = createServer(({ url = '' }, response) => {
      const isToken = url.endsWith('unauthenticated/access-token');
      response.setHeader('content-type', isToken && type !== 'application/json' ? 'application/json' : type);
      if (isToken && type !== 'application/json')
        return void response.end('{"accessToken":"a.b.c","lastEventId":"0"}');
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const check = await checkContract(targetAt(`http://127.0.0.1:${port}`), { signal: SIGNAL });
    server.closeAllConnections();
    server.close();
    expect(verdictOf(check)).toBe('fail');
  });

  it('is no pass when it was stopped before its end', async () => {
    await using standIn = await startStandIn();
    const check = await checkContract(targetAt(standIn.baseUrl), { signal: SIGNAL });
    const stopped = contractResult({ check, gate: ['D'], partial: true, manifest: {} });
    expect(stopped).toMatchObject({ verdict: 'invalid', reasons: [{ code: 'stopped' }] });
  });

  it('runs no further case once it is told to stop', async () => {
    const check = await checkContract(targetAt('http://127.0.0.1:9'), { signal: AbortSignal.abort() });
    expect(check.cases).toEqual([]);
    expect(verdictOf(check)).toBe('invalid');
  });
});
