import { randomUUID } from 'node:crypto';
import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { parseFault } from '../faults/parse.ts';
import { startStandIn } from '../server/stand-in.ts';
import { fuzz, type FuzzResult } from './fuzz.fixture.ts';
import {
  close,
  entryOf,
  newConversation,
  openStream,
  sendText,
  type ReceivedEvent,
} from './guest.fixture.ts';

const SEED = 20_260_101;
const REQUESTS = 2_000;

test('answers 2,000 damaged requests as the description says, and goes on serving', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'fuzz-'));
  const truthFile = join(folder.path, 'truth.ndjson');
  const defects: string[] = [];
  const said: string[] = [];
  const warned = (warning: Error): void => void said.push(String(warning.stack));
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0),
  );
  process.on('warning', warned);
  const result = await fuzzOne(truthFile, defects).finally(() => {
    for (const spy of spies) spy.mockRestore();
    process.off('warning', warned);
  });
  expect({ seed: SEED, defects, said }).toEqual({ seed: SEED, defects: [], said: [] });
  const written = readFileSync(truthFile, 'utf8');
  const leaked = result.tokens
    .flatMap((token) => token.split('.').slice(1))
    .filter((part) => written.includes(part));
  expect(leaked).toEqual([]);
  expect(written).toContain('"kind":"end"');
  expect(succeeded(result)).toEqual(
    Object.keys(OPERATIONS)
      .filter((id) => id !== 'revokeToken')
      .sort(),
  );
});

/** A whole run against a server of its own, with a conversation at its end. */
async function fuzzOne(truthFile: string, defects: string[]): Promise<FuzzResult> {
  await using server = await startStandIn({ truthFile, onDefect: (text) => defects.push(text) });
  const result = await fuzz({ baseUrl: server.baseUrl, seed: SEED, requests: REQUESTS });
  const guest = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { ...guest, lastEventId: '0' });
  const id = randomUUID();
  await sendText(server.baseUrl, guest, id);
  const isOther = (event: ReceivedEvent | undefined) =>
    event !== undefined && entryOf(event).identifier !== id;
  let event = await stream.next();
  while (isOther(event)) event = await stream.next();
  expect(event?.name).toBe('CONVERSATION_MESSAGE');
  expect((await close(server.baseUrl, guest)).status).toBe(204);
  // All but the one that is still open.
  await expect.poll(() => openStreams(server.totals())).toBe(1);
  return result;
}

function openStreams({
  streamsOpened,
  streamsClosed,
}: {
  streamsOpened: number;
  streamsClosed: number;
}): number {
  return streamsOpened - streamsClosed;
}

/** Those whose changed requests were answered with success at least once: so deep the changes reach. */
function succeeded({ statuses }: FuzzResult): readonly string[] {
  return Object.entries(statuses)
    .filter(([, counts]) => Object.keys(counts).some((status) => status.startsWith('2')))
    .map(([operation]) => operation)
    .sort();
}

test('sends the same requests again for the same seed', async () => {
  const statuses = async (): Promise<FuzzResult['statuses']> => {
    await using server = await startStandIn();
    return (await fuzz({ baseUrl: server.baseUrl, seed: 7, requests: 60 })).statuses;
  };
  expect(await statuses()).toEqual(await statuses());
});

test('tells the seed, the number and the request whose answer is wrong, without the token', async () => {
  const faults = [parseFault('status=1,code=500,operation=sendMessage')];
  await using server = await startStandIn({ faults });
  const run = fuzz({ baseUrl: server.baseUrl, seed: 7, requests: 60 });
  await expect(run).rejects.toThrow(
    /^status 500: .*; seed 7, request \d+: "POST .*\/message.*Bearer \$TOKEN/,
  );
});
