import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { newToken } from './conformance/guest.fixture.ts';

const MAIN = new URL('./main.ts', import.meta.url).href;

function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  const script = `import { runStandIn } from '${MAIN}'; process.exitCode = await runStandIn(process.argv.slice(1));`;
  return spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args]);
}

async function runToEnd(
  args: readonly string[],
): Promise<{ readonly code: unknown; readonly out: string; readonly said: string }> {
  const child = start(args);
  const text = { out: '', said: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.said += chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, ...text };
}

test('prints its base URL first, serves, and stops with 0 on SIGTERM with its truth complete', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'stand-in-'));
  const truth = join(folder.path, 'truth.ndjson');
  const child = start(['--truth', truth]);
  const [baseUrl] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await newToken(baseUrl);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  const lines = readFileSync(truth, 'utf8').trimEnd().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    kind: 'end',
    requests: { generateAccessTokenForUnauthenticatedUser: { 200: 1 } },
  });
});

test('serves HTTPS with a certificate that it made, which a client can be told to trust', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'stand-in-'));
  const ca = join(folder.path, 'ca.pem');
  const child = start(['--tls-save', ca, '--control-port', '0']);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const [baseUrl, control] = [(await lines.next()).value as string, (await lines.next()).value as string];
  expect(control).toMatch(/^control http:\/\/127\.0\.0\.1:\d+$/);
  const call = request(`${baseUrl}/nowhere`, { ca: readFileSync(ca), agent: false }).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  expect([baseUrl.startsWith('https://'), response.statusCode]).toEqual([true, 404]);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('stops with 0 when stdin ends and it was told to watch it', async () => {
  const child = start(['--parent-pipe']);
  await once(createInterface({ input: child.stdout }), 'line');
  child.stdin.end();
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('exits 2 and says what to do when the port is busy', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, out, said } = await runToEnd(['--port', String(port)]);
  other.close();
  expect([code, out]).toEqual([2, '']);
  expect(said).toBe(
    `stand-in: port ${port} on 127.0.0.1 is busy; stop what listens there, or take port 0 for a free one\n`,
  );
});

test.each([
  [['--sede', '4'], '--seed'],
  [['4060'], 'npm run stand-in -- --port'],
  [['--host', '192.0.2.1'], '--host 127.0.0.1'],
  [['--prechat', 'constructor'], 'conversation or session'],
  [['--seed', 'x'], "not 'x'"],
  [['--fault', 'stal'], "'stall'"],
  [['--fault', 'stall,form=1s'], "'for'"],
  [['--fault', 'lost=2'], 'share'],
  [['--latency', 'sendMesage=5ms'], "'sendMessage'"],
  [['--latency', 'sendMessage'], 'OPERATION=DISTRIBUTION'],
  [['--latency', 'sendMessage=soon'], '900ms'],
  [['--fault', 'status,code=200'], '400 to 599'],
  [['--faults', '/nowhere.yaml'], 'cannot be read'],
  [['--agent', 'bott'], "'bot'"],
  [['--prechat', 'always'], 'conversation or session'],
  [['--capacity', 'servers=4'], 'service'],
  [['--token-lifetime', '5ms'], '1000 ms'],
  [['--identity-keys', '/nowhere.json'], '/nowhere.json'],
  [['--tls-cert', 'a.pem'], '--tls-key'],
  [['--tls-cert', 'a.pem', '--tls-key', 'b.pem'], "'a.pem'"],
  [['--tls-cert', 'a.pem', '--tls-key', 'b.pem', '--tls-save', 'c.pem'], '--tls-save'],
  [['--tls-save', '/nowhere/c.pem'], 'cannot be written'],
])('exits 2 on %j and names the way out', async (args, hint) => {
  const { code, out, said } = await runToEnd(args);
  expect([code, out]).toEqual([2, '']);
  expect(said).toContain(hint);
});
