import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureEngine } from '../k6/engine.ts';
import { ANYWHERE, startCommand } from './started-command.ts';

/** A proxy that lets nobody through and counts who tried: whatever leaves this machine would come by here. */
async function startWitness() {
  let seen = 0;
  const server = createServer((socket) => {
    seen += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = {
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    http_proxy: url,
    https_proxy: url,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
  return { env, seen: () => seen, [Symbol.dispose]: () => void server.close() };
}

it('a run calls nobody but its target', async () => {
  using witness = await startWitness();
  await using command = startCommand(['load', 'guest-token', '--profile', 'smoke', '--slo', ANYWHERE], {
    env: witness.env,
  });
  expect(await command.exit, command.said.stderr).toBe(0);
  expect(witness.seen()).toBe(0);
});

it('would be caught: the same engine, started without our flags, calls home', async () => {
  using witness = await startWitness();
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-manners-'));
  const script = join(folder.path, 'script.js');
  writeFileSync(script, 'export default function () {}');
  const engine = spawn(await ensureEngine(), ['run', '--quiet', '--address=', script], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], HOME: folder.path, ...witness.env },
  });
  await once(engine, 'exit');
  expect(witness.seen()).toBeGreaterThan(0);
});
