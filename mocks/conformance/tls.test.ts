import { request } from 'node:https';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { makeCertificate } from '../server/certificate.ts';
import { parseFault } from '../faults/parse.ts';
import { startStandIn } from '../server/stand-in.ts';
import { TOKEN_PATH, TOKEN_REQUEST } from './guest.fixture.ts';

/** The status of a token request over TLS, by a client that trusts only this certificate. */
async function statusOf(baseUrl: string, ca: string): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json' };
  const call = request(`${baseUrl}${TOKEN_PATH}`, { method: 'POST', headers, ca, agent: false });
  call.end(JSON.stringify(TOKEN_REQUEST));
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

test('serves HTTPS with the certificate that it was given', async () => {
  const tls = await makeCertificate({ now: Date.now(), hosts: [] });
  await using server = await startStandIn({ tls });
  expect(server.baseUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await statusOf(server.baseUrl, tls.certificate)).toBe(200);
});

test('is refused by a client that trusts another certificate', async () => {
  const [tls, other] = [
    await makeCertificate({ now: Date.now(), hosts: [] }),
    await makeCertificate({ now: Date.now(), hosts: [] }),
  ];
  await using server = await startStandIn({ tls });
  await expect(statusOf(server.baseUrl, other.certificate)).rejects.toThrow('self-signed');
});

test.each(['reset', 'half'])(
  '%s over TLS breaks the connection, is counted, and ends nothing else',
  async (fault) => {
    const tls = await makeCertificate({ now: Date.now(), hosts: [] });
    await using server = await startStandIn({ tls, faults: [parseFault(`${fault}=0.5`)], seed: 3 });
    const ends: unknown[] = [];
    for (let asked = 0; asked < 8; asked += 1)
      ends.push(await statusOf(server.baseUrl, tls.certificate).catch(() => fault));
    const counted = server.totals().requests['generateAccessTokenForUnauthenticatedUser'];
    expect(counted?.[fault]).toBeGreaterThan(0);
    expect(counted?.[200]).toBe(8 - (counted?.[fault] ?? 0));
    expect(ends.filter((end) => end === 200).length).toBeGreaterThanOrEqual(counted?.[200] ?? 0);
  },
);
