import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { API, TOKEN_PATH, TOKEN_REQUEST, send } from './conformance/guest.fixture.ts';

const MAIN = new URL('./prism-cli.ts', import.meta.url).href;

function start(port: number): ReturnType<typeof spawn> {
  const script = `import { runPrism } from '${MAIN}'; process.exitCode = await runPrism(process.argv.slice(1));`;
  return spawn(process.execPath, ['--input-type=module', '-e', script, '--', '--port', String(port)]);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

test('serves the REST calls by the plain Prism, and stops with 0 on SIGTERM', async () => {
  const child = start(await freePort());
  const [baseUrl] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  const token = 'any';
  const conversationId = '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11';
  const { esDeveloperName } = TOKEN_REQUEST;
  const message = { id: conversationId, messageType: 'StaticContentMessage' };
  const conversation = `${API}/conversation/${conversationId}` as const;
  const answers = [
    await send(baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST }),
    await send(baseUrl, `GET ${API}/authorization/continuation-access-token`, { token }),
    await send(baseUrl, `POST ${API}/conversation`, { token, body: { conversationId, esDeveloperName } }),
    await send(baseUrl, `POST ${conversation}/message`, { token, body: { message, esDeveloperName } }),
    await send(baseUrl, `DELETE ${conversation}?esDeveloperName=${esDeveloperName}`, { token }),
  ];
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 201, 202, 204]);
});

test('exits 2 when the port is busy', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const child = start((other.address() as AddressInfo).port);
  expect(await once(child, 'close')).toEqual([2, null]);
  other.close();
});
