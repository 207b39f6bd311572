import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { newToken } from './conformance/guest.fixture.ts';
import { faultTable } from './faults/table.ts';

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
    `stand-in: port ${port} on 127.0.0.1 is busy; stop what listens there, or use --port 0 for a free one\n`,
  );
});

test.each([
  [['--sede', '4'], '--seed'],
  [['--seed', 'x'], "not 'x'"],
  [['--fault', 'stal'], "'stall'"],
  [['--fault', 'stall,form=1s'], "'for'"],
  [['--fault', 'lost=2'], 'share'],
  [['--latency', 'sendMesage=5ms'], "'sendMessage'"],
  [['--latency', 'sendMessage'], 'OPERATION=DISTRIBUTION'],
  [['--latency', 'sendMessage=soon'], '900ms'],
])('exits 2 on %j and names the way out', async (args, hint) => {
  const { code, out, said } = await runToEnd(args);
  expect([code, out]).toEqual([2, '']);
  expect(said).toContain(hint);
});

test('the README shows the catalogue of faults as it is', () => {
  // The formatter pads the cells.
  const squeezed = (text: string): string => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  expect(squeezed(readme)).toContain(faultTable());
});
