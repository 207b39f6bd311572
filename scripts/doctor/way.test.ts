import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { startStandIn } from '../../mocks/server/stand-in.ts';
import { makeAuthority, type Authority } from './authority.fixture.ts';
import { examine, PING_MS, targetAt } from './doctor.fixture.ts';
import { proxyOf } from './proxy.ts';
import { startTunnelProxy } from './tunnel.fixture.ts';

const SCRT = 'example.my.salesforce-scrt.com';
const DEFAULT_CAS = getCACertificates('default');

afterEach(() => {
  vi.unstubAllEnvs();
  setDefaultCACertificates(DEFAULT_CAS);
});

/** A stand-in behind a proxy whose tunnels all lead to it: whatever host is asked for, its certificate is shown. */
async function through(
  authority: Authority,
  {
    host = SCRT,
    shown = host,
    days,
  }: { readonly host?: string; readonly shown?: string; readonly days?: number } = {},
) {
  await using server = await startStandIn({
    tls: await authority.issue(shown, days),
    pingIntervalMs: PING_MS,
  });
  await using proxy = await startTunnelProxy(new URL(server.baseUrl));
  vi.stubEnv('HTTPS_PROXY', proxy.url.replace('//', '//ada:secret%21@'));
  const examined = await examine(targetAt(`https://${host}`));
  return { ...examined, proxy };
}

test('TLS inspection is named first where the chain is not trusted, and the chain is shown', async () => {
  const { ids, facts } = await through(await makeAuthority('Inspection Root'));
  expect(ids).toEqual(['1 tls-inspected', '2 tls-untrusted']);
  const chain = facts.reach?.tls?.chain ?? [];
  expect(chain.map(({ subject }) => subject)).toEqual([`CN=${SCRT}`, 'O=Example Corp, CN=Inspection Root']);
  expect(chain[0]?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(facts.token).toBeUndefined();
});

test('TLS inspection by an authority that this machine trusts is found', async () => {
  const authority = await makeAuthority('Inspection Root');
  setDefaultCACertificates([...DEFAULT_CAS, authority.root]);
  const { ids, findings, facts, proxy } = await through(authority);
  expect(ids).toEqual(['found tls-inspected']);
  expect(findings[0]?.seen).toContain('Inspection Root');
  expect(facts.stream?.outcome).toMatchObject({ status: 200 });
  expect(new Set(proxy.asked)).toEqual(new Set([`${SCRT}:443 Basic ${btoa('ada:secret!')}`]));
  expect(JSON.stringify(facts)).not.toContain('secret!');
});

test('an authority of its own is no finding for a gateway of its own', async () => {
  const authority = await makeAuthority('Company Root');
  setDefaultCACertificates([...DEFAULT_CAS, authority.root]);
  expect((await through(authority, { host: 'chat.example.test' })).ids).toEqual([]);
});

test.each([
  ['a certificate for another host', { shown: 'other.example.test' }, 'found tls-wrong-name'],
  ['a certificate that has expired', { days: -1 }, 'found tls-date'],
] as const)('%s is named', async (_, way, first) => {
  const authority = await makeAuthority('Company Root');
  setDefaultCACertificates([...DEFAULT_CAS, authority.root]);
  const { ids, facts } = await through(authority, way);
  expect(ids[0]).toBe(first);
  expect(facts.token).toBeUndefined();
});

test('an authority that nobody trusts is named', async () => {
  const { ids, facts } = await through(await makeAuthority('Company Root'), { host: 'chat.example.test' });
  expect(ids).toEqual(['found tls-untrusted', '1 tls-inspected']);
  expect(facts.token).toBeUndefined();
});

test('finds nothing over TLS when the certificate is trusted', async () => {
  const tls = await (await makeAuthority('Company Root')).issue('localhost');
  setDefaultCACertificates([
    ...DEFAULT_CAS,
    tls.certificate.slice(tls.certificate.lastIndexOf('-----BEGIN')),
  ]);
  await using server = await startStandIn({ tls, pingIntervalMs: PING_MS });
  const { ids, facts } = await examine(targetAt(server.baseUrl.replace('127.0.0.1', 'localhost')));
  expect(ids).toEqual([]);
  expect(facts.reach?.tls?.protocol).toMatch(/^TLSv1\./);
});

test('a port that does not speak TLS is named', async () => {
  await using server = await startStandIn();
  expect((await examine(targetAt(server.baseUrl.replace('http:', 'https:')))).ids).toEqual([
    'found tls-broken',
  ]);
});

test.each([407, 403, 502])(
  'a proxy that answers CONNECT with %i is named, without its password',
  async (status) => {
    await using proxy = await startTunnelProxy(status);
    vi.stubEnv('HTTPS_PROXY', proxy.url.replace('//', '//ada:secret@'));
    const { ids, findings } = await examine(targetAt(`https://${SCRT}`));
    expect(ids).toEqual(['found proxy-refuses']);
    expect(findings[0]?.seen).toContain(`HTTP ${status}`);
    expect(findings[0]?.seen).not.toContain('secret');
  },
);

test('plain HTTP is asked of the proxy itself', async () => {
  await using server = await startStandIn({ pingIntervalMs: PING_MS });
  await using proxy = await startTunnelProxy(new URL(server.baseUrl));
  vi.stubEnv('HTTP_PROXY', proxy.url);
  const { ids, facts } = await examine(targetAt('http://chat.example.test'));
  expect([ids, facts.reach?.proxy]).toEqual([[], proxy.url]);
  expect(proxy.asked).toEqual([
    'http://chat.example.test/iamessage/api/v2/authorization/unauthenticated/access-token',
    'http://chat.example.test/eventrouter/v1/sse',
  ]);
});

test('a proxy that refuses plain HTTP is named', async () => {
  await using proxy = await startTunnelProxy(407);
  vi.stubEnv('HTTP_PROXY', proxy.url);
  expect((await examine(targetAt('http://chat.example.test'))).ids[0]).toBe('found proxy-refuses');
});

test.each([
  ['that nobody listens at', 'http://127.0.0.1:1', 'found host-unreachable'],
  ['whose name is unknown', 'http://proxy.invalid:3128', 'found name-unknown'],
  ['of another kind', 'socks5://127.0.0.1:1', 'found host-unreachable'],
] as const)('a proxy %s is named', async (_, proxy, first) => {
  vi.stubEnv('HTTPS_PROXY', proxy);
  const { ids, findings } = await examine(targetAt(`https://${SCRT}`));
  expect(ids[0]).toBe(first);
  expect(findings[0]?.seen).toContain('the proxy');
});

test('NO_PROXY and this machine go past the proxy', () => {
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1');
  vi.stubEnv('NO_PROXY', '.salesforce-scrt.com');
  expect(proxyOf(`https://${SCRT}`)).toBeUndefined();
  expect(proxyOf('http://localhost:8080')).toBeUndefined();
  expect(proxyOf('https://chat.example.test')?.href).toBe('http://127.0.0.1:1/');
});

test('a name without an address is found, and the wrong host is a candidate', async () => {
  const { ids } = await examine(targetAt('https://no-such-domain.invalid'));
  expect(ids).toEqual(['found name-unknown', '1 wrong-host']);
});

test.each([
  ['http', '', 'found no-answer'],
  ['http', 'SSH-2.0-OpenSSH_9.6\r\n', 'found no-answer'],
  ['https', '', 'found tls-broken'],
])('over %s, a server that takes the connection and says %j is named', async (scheme, says, first) => {
  const server = createServer((socket) => void socket.on('error', () => undefined).write(says));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const timeouts = { operationMs: 300, awaitedEventMs: 300 };
  const { ids } = await examine(targetAt(`${scheme}://127.0.0.1:${port}`, { timeouts }));
  expect(ids[0]).toBe(first);
  server.close();
});
