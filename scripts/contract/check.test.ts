import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseFault } from '../../mocks/faults/parse.ts';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { gatedMarks } from '../../schemas/mark.ts';
import type { RequestTarget } from '../../schemas/requests.ts';
import { loadTarget, locate } from '../k6/target.ts';
import { checkContract, type ContractCheck } from './check.ts';
import { contractResult } from './result.ts';

const FAST = { pingIntervalMs: 100 };
const OPTIONS = { signal: new AbortController().signal, seed: 1 };

/** The stand-in's target at an address; what does not come is missed soon. */
function targetAt(baseUrl: string): RequestTarget {
  return {
    ...locate(loadTarget('stand-in'), baseUrl),
    timeouts: { operationMs: 2_000, awaitedEventMs: 400 },
  };
}

async function checkWithFault(fault: string): Promise<ContractCheck> {
  await using standIn = await startStandIn({ ...FAST, faults: [parseFault(fault)] });
  return await checkContract(targetAt(standIn.baseUrl), OPTIONS);
}

function brokenRules({ seen }: ContractCheck): readonly string[] {
  return [...new Set(seen.violations.map(({ rule }) => rule))];
}

function verdictOf(check: ContractCheck): string {
  return contractResult({ check, gate: ['D', 'C', 'I', 'U'], partial: false, manifest: {} }).verdict;
}

/** Answers everything alike; a redirect leads to a second server that counts who follows. */
async function startAnswering(status: number | undefined, body = '{"message":"no"}') {
  let followed = 0;
  const elsewhere = createServer((_, response) => {
    followed += 1;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => elsewhere.once('listening', resolve));
  const server = createServer((_, response) => {
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    response.writeHead(status ?? 500, { 'content-type': 'application/json', location }).end(body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    for (const each of [server, elsewhere]) {
      each.closeAllConnections();
      each.close();
    }
  };
  if (status === undefined) close();
  return {
    url,
    elsewhere: () => followed,
    [Symbol.asyncDispose]: () => Promise.resolve(status === undefined ? undefined : close()),
  };
}

describe('checkContract', () => {
  it('finds nothing in the stand-in, and exercises every operation', async () => {
    await using standIn = await startStandIn(FAST);
    const check = await checkContract(targetAt(standIn.baseUrl), OPTIONS);
    expect(check.seen.violations).toEqual([]);
    expect(verdictOf(check)).toBe('pass');
    const exercised = new Set(check.cases.map(({ operation }) => operation));
    expect([...exercised].sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  it('sends the Authorization header of the guest token call that the target carries, and needs it', async () => {
    await using standIn = await startStandIn({ ...FAST, requireAuthorization: true });
    const target = targetAt(standIn.baseUrl);
    const bare = await checkContract(target, OPTIONS);
    expect(brokenRules(bare)).toContain('operation-succeeds');
    const carried = { ...target, guestTokenAuthorization: 'Bearer of-the-guide' };
    const check = await checkContract(carried, OPTIONS);
    expect(check.seen.violations).toEqual([]);
  });

  it("shows none of the target's secrets in what repeats a call", async () => {
    await using standIn = await startStandIn({ ...FAST, faults: [parseFault('status=0.5')] });
    const secrets = {
      captchaToken: 'hush-1',
      guestTokenAuthorization: 'Bearer hush-2',
      headers: { 'x-key': 'hush-3' },
    };
    const check = await checkContract({ ...targetAt(standIn.baseUrl), ...secrets }, OPTIONS);
    const repeats = check.seen.violations.map(({ repeat }) => repeat).join('\n');
    expect(repeats).toContain('$CAPTCHA');
    expect(repeats).toContain('Bearer $TOKEN');
    expect(repeats).not.toContain('hush');
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
    expect(check.seen.violations[0]).toMatchObject({ received: 'no answer in time' });
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
    const check = await checkContract(targetAt(`http://127.0.0.1:${port}`), OPTIONS);
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
    ['a page in place of the stream that never ends', 'text/plain', 'x'],
    ['a flood of events', 'text/event-stream', 'data: 0\n\n'.repeat(8_000)],
  ])('survives %s', async (_, type, chunk) => {
    const server = createServer(({ url = '' }, response) => {
      const isToken = url.endsWith('unauthenticated/access-token');
      response.setHeader('content-type', isToken && type !== 'application/json' ? 'application/json' : type);
      if (isToken && type !== 'application/json')
        return void response.end('{"accessToken":"a.b.c","lastEventId":"0"}');
      // One short chunk is a server that goes silent; a long one is one that never stops.
      const more = () => {
        while (!response.destroyed && response.write(chunk) && chunk.length > 1);
      };
      response.on('drain', more);
      more();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    // Nearly every case waits for what does not come.
    const timeouts = { operationMs: 200, awaitedEventMs: 200 };
    const target = { ...targetAt(`http://127.0.0.1:${port}`), timeouts };
    const check = await checkContract(target, OPTIONS);
    server.closeAllConnections();
    server.close();
    expect(verdictOf(check)).toBe('fail');
  });

  it.each([
    ['nobody listens', undefined],
    ['every answer is 500', 500],
    ['every answer is a redirect to elsewhere', 307],
  ])(
    'fails a foreign target when %s, although no documented rule is known to be broken',
    async (_, status) => {
      await using server = await startAnswering(status);
      const check = await checkContract(targetAt(server.url), OPTIONS);
      const result = contractResult({
        check,
        gate: gatedMarks('foreign target'),
        partial: false,
        manifest: {},
      });
      expect(result.verdict).toBe('fail');
      expect(result.reasons.map(({ code }) => code)).toContain('nothing-answered');
      expect(server.elsewhere()).toBe(0);
    },
  );

  it('tells a token whose claims are of the wrong type', async () => {
    const payload = Buffer.from(JSON.stringify({ exp: 'soon', sub: 7, orgId: '00DgL00000ApqdC' })).toString(
      'base64url',
    );
    const body = JSON.stringify({ accessToken: `e30.${payload}.c2ln`, lastEventId: '0' });
    await using server = await startAnswering(200, body);
    const check = await checkContract(targetAt(server.url), OPTIONS);
    expect(check.seen.violations).toContainEqual(
      expect.objectContaining({
        rule: 'token-claims',
        mark: 'C',
        sources: ['S21', 'S22'],
        place: 'claims#/exp',
        expected: 'number',
      }),
    );
    expect(check.seen.violations).toContainEqual(
      expect.objectContaining({ rule: 'token-claims', place: 'claims#/sub', expected: 'string' }),
    );
  });

  it('takes a token that cannot be sent back for none, and shows nothing of it', async () => {
    const body = JSON.stringify({ accessToken: 'eyJabcdef.eyJghijkl\nX: y', lastEventId: '0\n' });
    await using server = await startAnswering(200, body);
    const check = await checkContract(targetAt(server.url), OPTIONS);
    expect(verdictOf(check)).toBe('fail');
    expect(JSON.stringify(check.seen.violations)).not.toContain('ghijkl');
  });

  it('gates documented rules on a foreign target, and all on our own stand-in', () => {
    expect(gatedMarks('foreign target')).toEqual(['D']);
    expect([...gatedMarks('own stand-in')].sort()).toEqual(['C', 'D', 'I', 'U']);
  });

  it('blames no target for a stand-in of ours that died', async () => {
    const check = await checkContract(targetAt('http://127.0.0.1:9'), OPTIONS);
    const died = { code: 'stand-in-died', effect: 'invalid', text: 'gone' } as const;
    const result = contractResult({ check, gate: ['D'], partial: false, manifest: {}, incidents: [died] });
    expect(result.verdict).toBe('invalid');
  });

  it('is no pass when it was stopped before its end', async () => {
    await using standIn = await startStandIn(FAST);
    const check = await checkContract(targetAt(standIn.baseUrl), OPTIONS);
    const stopped = contractResult({ check, gate: ['D'], partial: true, manifest: {} });
    expect(stopped).toMatchObject({ verdict: 'invalid', reasons: [{ code: 'stopped' }] });
  });

  it('runs no further case once it is told to stop', async () => {
    const check = await checkContract(targetAt('http://127.0.0.1:9'), {
      ...OPTIONS,
      signal: AbortSignal.abort(),
    });
    expect(check.cases).toEqual([]);
    expect(verdictOf(check)).toBe('invalid');
  });
});
