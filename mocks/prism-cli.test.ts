import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { readDocument } from '../schemas/generate/document.ts';
import { examplesOf, type RequestExample } from '../schemas/generate/examples.ts';
import { OPERATIONS } from '../schemas/generated/operations.ts';
import { judgeResponse } from '../schemas/judge-response.ts';
import type { Operation } from '../schemas/operation.ts';
import { TOKEN_REQUEST } from './conformance/guest.fixture.ts';

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

/** Calls an operation as one of its examples does; what it needs besides is made up. */
async function callOf(
  baseUrl: string,
  operation: Operation,
  example: RequestExample | undefined,
): Promise<Response> {
  const path = operation.path.replace('{conversationId}', '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11');
  return fetch(`${baseUrl}${path}?esDeveloperName=${TOKEN_REQUEST.esDeveloperName}`, {
    method: operation.method,
    headers: {
      authorization: 'Bearer any',
      'x-org-id': TOKEN_REQUEST.orgId,
      ...(example?.mediaType === 'application/json' && { 'content-type': 'application/json' }),
    },
    ...(example !== undefined && { body: bodyOf(example) }),
  });
}

function bodyOf({ mediaType, value }: RequestExample): string | FormData {
  if (mediaType === 'application/json') return JSON.stringify(value);
  const form = new FormData();
  for (const [name, part] of Object.entries(value as Readonly<Record<string, unknown>>))
    form.append(name, typeof part === 'string' ? part : JSON.stringify(part));
  return form;
}

test('serves every operation by the plain Prism, with answers that keep the contract, and stops with 0 on SIGTERM', async () => {
  const child = start(await freePort());
  const [baseUrl] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  const requests = examplesOf(readDocument()).filter((example) => example.kind === 'request');
  const seen: string[] = [];
  for (const operation of Object.values(OPERATIONS)) {
    const own = requests.filter((example) => example.operation === operation.id);
    for (const example of own.length === 0 ? [undefined] : own) {
      const response = await callOf(baseUrl, operation, example);
      const body = await response.text();
      const contentType = response.headers.get('content-type') ?? '';
      expect(judgeResponse({ operation, status: response.status, contentType, body }), body).toEqual([]);
      expect(response.status, `${operation.id} ${example?.name ?? ''}: ${body}`).toBeLessThan(300);
      seen.push(operation.id);
    }
  }
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(new Set(seen).size).toBe(16);
});

test('exits 2 when the port is busy', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const child = start((other.address() as AddressInfo).port);
  expect(await once(child, 'close')).toEqual([2, null]);
  other.close();
});
