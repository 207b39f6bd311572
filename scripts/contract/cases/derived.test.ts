import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { parseFault } from '../../../mocks/faults/parse.ts';
import { breaches, caseOf, runCases, startKnowing } from './cases.fixture.ts';
import { derivedCases } from './derived.ts';

const RULE = 'refuses-malformed-request';
const LENIENT = { faults: [parseFault('lenient')] };
const TEXT = { messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text: 'Hello' } };

/** Passes everything on, and says no to what takes effect all the same: each refused message is sent in a sound form. */
async function startTwoFaced(baseUrl: string) {
  let sent = 0;
  const passOn = async ({ method = 'GET', url = '/', headers }: IncomingMessage, body: string) => {
    const { host: _, 'content-length': __, connection: ___, ...kept } = headers;
    const given = { method, headers: kept as Record<string, string> };
    return await fetch(`${baseUrl}${url}`, body === '' ? given : { ...given, body });
  };
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await passOn(request, await text(request));
      const isMessage = /\/[0-9a-f-]{36}\/message$/.test(request.url ?? '');
      if (isMessage && answer.status === 400 && sent < 1) {
        sent += 1;
        const message = { ...TEXT, id: '0b6d6c7e-0a63-4f4e-8a7c-0a0f6d0f2c11' };
        const body = JSON.stringify({ message, esDeveloperName: 'CustomAgentUI_ESD' });
        request.headers['content-type'] = 'application/json';
        await passOn(request, body);
      }
      const type = answer.headers.get('content-type') ?? '';
      response.writeHead(answer.status, type === '' ? {} : { 'content-type': type }).end(await answer.text());
    })();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('derivedCases', () => {
  it.each([1, 2, 3, 4, 5])('finds nothing in the stand-in with seed %i', async (seed) => {
    await using standIn = await startKnowing();
    const recorder = await runCases(derivedCases, standIn.baseUrl, { seed });
    expect(recorder.violations).toEqual([]);
    expect(recorder.leftOut).toEqual([]);
    expect(recorder.rules.get(RULE)).toBeGreaterThan(250);
  });

  it('reports every broken request that is let through', async () => {
    await using standIn = await startKnowing(LENIENT);
    const recorder = await runCases(derivedCases, standIn.baseUrl);
    const found = breaches(recorder, RULE);
    expect(found).toHaveLength(recorder.rules.get(RULE) ?? 0);
    const whats = found.map(({ expected }) => expected).join('\n');
    for (const what of [
      /400, since \/orgId is missing/,
      /is null, not string/,
      /does not match \^/,
      /is none of FromStart, FromEnd/,
      /crosses its maximum of 50/,
      /there is no member/,
      /400 or 415, since the body is said to be text\/plain/,
      /the body is cut/,
      /the part messageEntry is cut/,
      /X-Org-Id is missing/,
      /400 or 404 or 405, since conversationId is missing/,
    ])
      expect(whats).toMatch(what);
    expect(new Set(found.map(({ place }) => place.split(/[ #]/)[0])).size).toBe(derivedCases.length);
    expect(found).toContainEqual(
      expect.objectContaining({ place: 'sendMessage request#/message/id', mark: 'C', received: '200' }),
    );
  });

  it('repeats the same requests in the same order for the same seed', async () => {
    const repeats = async (seed: number) => {
      await using standIn = await startKnowing(LENIENT);
      const { violations } = await runCases(derivedCases, standIn.baseUrl, {
        seed,
        identify: () => 'e30.e30.c2ln',
      });
      return violations.map(({ repeat }) => repeat.replaceAll(standIn.baseUrl, ''));
    };
    const first = await repeats(3);
    expect(await repeats(3)).toEqual(first);
    expect(await repeats(4)).not.toEqual(first);
  });

  it('shows no identity token in what repeats a request', async () => {
    await using standIn = await startKnowing(LENIENT);
    const cases = [caseOf(derivedCases, 'broken-generateAccessTokenForAuthenticatedUser')];
    const repeats = (await runCases(cases, standIn.baseUrl)).violations
      .map(({ repeat }) => repeat)
      .join('\n');
    expect(repeats).toContain('$IDENTITY_TOKEN');
    expect(repeats).not.toMatch(/eyJ/);
  });

  it('tries at a foreign target only what is known to be refused, and says so', async () => {
    await using standIn = await startKnowing(LENIENT);
    const recorder = await runCases(derivedCases, standIn.baseUrl, { isOwn: false });
    expect(new Set(breaches(recorder, RULE).map(({ mark }) => mark))).toEqual(new Set(['C']));
    const why = expect.stringMatching(/^\d+ of its requests/) as string;
    expect(recorder.leftOut).toContainEqual({ id: 'broken-sendMessage', why });
  });

  it('takes a limit that was reached for no refusal of what it tries', async () => {
    await using standIn = await startKnowing({
      faults: [parseFault('status,code=429,operation=sendTypingIndicator')],
    });
    const cases = [caseOf(derivedCases, 'broken-sendTypingIndicator')];
    const recorder = await runCases(cases, standIn.baseUrl);
    expect(breaches(recorder, RULE)).toEqual([]);
    const left = recorder.leftOut.filter(({ why }) => why.includes('answered with 429'));
    expect(left.length).toBeGreaterThan(10);
  });

  it('takes an error of the server for no refusal', async () => {
    await using standIn = await startKnowing({
      faults: [parseFault('status,code=500,operation=sendTypingIndicator')],
    });
    const cases = [caseOf(derivedCases, 'broken-sendTypingIndicator')];
    const found = breaches(await runCases(cases, standIn.baseUrl), RULE);
    expect(new Set(found.map(({ received }) => received))).toEqual(new Set(['500']));
  });

  it('notices what is refused and takes effect all the same', async () => {
    await using standIn = await startKnowing();
    using twoFaced = await startTwoFaced(standIn.baseUrl);
    const recorder = await runCases([caseOf(derivedCases, 'broken-sendMessage')], twoFaced.url);
    expect(recorder.violations).toEqual([
      expect.objectContaining({
        rule: RULE,
        place: 'sendMessage request',
        expected: '1 messages of the guest as before, since all were refused',
        received: '2 messages of the guest',
      }),
    ]);
  });
});
