import { expect, test, vi } from 'vitest';
import { parseCapacity } from '../capacity/parse.ts';
import { parseFault } from '../faults/parse.ts';
import { startStandIn, type StandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import { newConversation, newToken, openStream, send, sendText, TOKEN_PATH } from './guest.fixture.ts';
import { staffWhoThinks } from './staff.fixture.ts';

const TOKEN_OPERATION = 'generateAccessTokenForUnauthenticatedUser';

async function endFaults({ controlUrl }: StandIn): Promise<void> {
  await fetch(`${controlUrl}/faults`, { method: 'DELETE' });
}

test('a stall that is ended lets go at once of what it held, requests and events', async () => {
  const clock = createFakeClock();
  const faults = [parseFault('stall,at=1s,for=60m')];
  await using server = await startStandIn({ clock, faults, controlPort: 0, staff: staffWhoThinks(2_000) });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  await stream.next();
  clock.advance(2_500);
  const held = newToken(server.baseUrl);
  await vi.waitUntil(() => server.totals().faults['stall'] === 1);
  expect(server.totals().deliveries).toBe(1);
  await endFaults(server);
  expect((await stream.next())?.name).toBe('CONVERSATION_MESSAGE');
  expect(await held).not.toBe('');
});

test('a stall holds an answer whose server was done before it was over', async () => {
  const clock = createFakeClock();
  const capacity = parseCapacity(`servers=1,service=500ms,operation=${TOKEN_OPERATION}`);
  await using server = await startStandIn({ clock, capacity, faults: [parseFault('stall,at=300ms,for=3s')] });
  const token = newToken(server.baseUrl);
  await vi.waitUntil(() => clock.pending().includes(500));
  clock.advance(500);
  await vi.waitUntil(() => clock.pending().includes(2_800));
  expect(server.totals().requests[TOKEN_OPERATION]).toBeUndefined();
  clock.advance(2_800);
  expect(await token).not.toBe('');
});

test('a stall holds the pieces of a dripping event, and pre-flights', async () => {
  const clock = createFakeClock();
  const faults = ['drip=1,every=100ms', 'stall,at=50ms,for=10s'].map(parseFault);
  await using server = await startStandIn({ clock, faults, staff: staffWhoThinks(3_600_000) });
  const call = await newConversation(server.baseUrl);
  await using stream = await openStream(server.baseUrl, { token: call.token });
  await sendText(server.baseUrl, call);
  await vi.waitUntil(() => clock.pending().includes(100));
  clock.advance(9_000);
  const headers = { origin: 'https://example.com', 'access-control-request-method': 'POST' };
  const preflight = send(server.baseUrl, `OPTIONS ${TOKEN_PATH}`, { headers });
  expect(server.totals().deliveries).toBe(0);
  clock.advance(60_000);
  expect((await stream.next())?.name).toBe('CONVERSATION_MESSAGE');
  expect((await preflight).status).toBe(204);
});

test('a server that refused all listens again at the same address when the fault is ended', async () => {
  await using server = await startStandIn({ faults: [parseFault('refuse')], controlPort: 0 });
  await expect(newToken(server.baseUrl)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  await endFaults(server);
  await vi.waitUntil(() => newToken(server.baseUrl).then(Boolean, () => false));
});
