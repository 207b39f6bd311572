import { createSigner } from 'fast-jwt';
import { expect, test } from 'vitest';
import { startStandIn } from '../server/stand-in.ts';
import { createFakeClock } from './clock.fixture.ts';
import {
  API,
  claimsOf,
  create,
  messageOf,
  newToken,
  send,
  TOKEN_PATH,
  TOKEN_REQUEST,
} from './guest.fixture.ts';
import {
  FOREIGN_PEM,
  identityToken,
  KEYS,
  VERIFIED_PATH,
  verifiedToken,
  type Identity,
} from './identity.fixture.ts';

const CONTINUATION = `GET ${API}/authorization/continuation-access-token` as const;
const REVOCATION = `DELETE ${VERIFIED_PATH}` as const;
const CUSTOMER = 'v2/iamessage/AUTH/Customers/uid:maria';

test.each(['RS256', 'RS512'] as const)(
  'gives a customer whose token is signed with %s a subject of its own',
  async (algorithm) => {
    await using server = await startStandIn({ identityKeys: KEYS });
    const { accessToken, context } = await verifiedToken(server.baseUrl, identityToken({ algorithm }));
    expect(context?.endUser?.subject).toBe(CUSTOMER);
    expect(claimsOf(accessToken)['sub']).toBe(CUSTOMER);
  },
);

test('judges the begin of an identity token by its own clock', async () => {
  await using server = await startStandIn({ identityKeys: KEYS, clock: createFakeClock(4_000_000_000_000) });
  const { context } = await verifiedToken(server.baseUrl, identityToken({ claims: { nbf: 3_999_999_999 } }));
  expect(context?.endUser?.subject).toBe(CUSTOMER);
});

test('gives the same customer the same subject each time, and conversations stay theirs', async () => {
  await using server = await startStandIn({ identityKeys: KEYS });
  const [first, second] = [
    await verifiedToken(server.baseUrl, identityToken()),
    await verifiedToken(server.baseUrl, identityToken()),
  ];
  const conversationId = '8d2ddf0c-7b0e-4f63-a1ef-6d4b6e6b7c11';
  await create(server.baseUrl, { token: first.accessToken, conversationId });
  const response = await send(server.baseUrl, `GET ${API}/conversation/${conversationId}`, {
    token: second.accessToken,
  });
  expect(response.status).toBe(200);
});

test("a customer's token lives for six hours, a guest's for one", async () => {
  await using server = await startStandIn({ identityKeys: KEYS });
  const lifetime = (token: string) => Number(claimsOf(token)['exp']) - Number(claimsOf(token)['iat']);
  const { accessToken } = await verifiedToken(server.baseUrl, identityToken());
  expect([lifetime(accessToken), lifetime(await newToken(server.baseUrl))]).toEqual([21_600, 3_600]);
});

const EXPIRED = { claims: { exp: 1_763_999_999 } };

test.each<[string, Identity]>([
  ['another key signed it', { pem: FOREIGN_PEM }],
  ['its kid is unknown', { kid: 'customer-2' }],
  ['it has expired', EXPIRED],
  ['its algorithm is not one of the two', { algorithm: 'RS384' }],
  ['it names no subject', { claims: { sub: undefined } }],
  ['its subject is empty', { claims: { sub: '' } }],
  ['it is not valid yet', { claims: { nbf: 1_764_000_001 } }],
  ['it names no issuer', { claims: { iss: undefined } }],
])('gives an anonymous token, and no error, when %s', async (_, identity) => {
  await using server = await startStandIn({ identityKeys: KEYS, clock: createFakeClock() });
  const { accessToken, context } = await verifiedToken(server.baseUrl, identityToken(identity));
  expect(context?.endUser?.subject).toMatch(/^v2\/iamessage\/UNAUTH\/NA\/uid:/);
  expect((await send(server.baseUrl, CONTINUATION, { token: accessToken })).status).toBe(200);
});

const CLAIMS = { iss: 'shop', sub: 'maria', aud: 'salesforce', iat: 1, exp: 9e9 };

test.each([
  ['is no JWT at all', 'garbled'],
  ['is unsigned', createSigner({ algorithm: 'none', kid: 'customer-1' })(CLAIMS)],
  [
    'is signed with the public key as a secret',
    createSigner({ key: JSON.stringify(KEYS), algorithm: 'HS256', kid: 'customer-1' })({
      sub: 'maria',
      exp: 9e9,
    }),
  ],
  ['is huge', identityToken({ claims: { padding: 'x'.repeat(10_000) } })],
])('gives an anonymous token when the identity token %s', async (_, token) => {
  await using server = await startStandIn({ identityKeys: KEYS });
  const { context } = await verifiedToken(server.baseUrl, token);
  expect(context?.endUser?.subject).toMatch(/^v2\/iamessage\/UNAUTH\/NA\/uid:/);
});

test('verifies nobody without a key set', async () => {
  await using server = await startStandIn();
  const { context } = await verifiedToken(server.baseUrl, identityToken());
  expect(context?.endUser?.subject).toMatch(/^v2\/iamessage\/UNAUTH\/NA\/uid:/);
  expect(context?.configuration?.embeddedServiceConfig?.embeddedServiceMessagingChannel?.authMode).toBe(
    'UnAuth',
  );
});

test('revokes the token of a customer, and no other token of the same customer', async () => {
  await using server = await startStandIn({ identityKeys: KEYS });
  const [revoked, other] = [
    (await verifiedToken(server.baseUrl, identityToken())).accessToken,
    (await verifiedToken(server.baseUrl, identityToken())).accessToken,
  ];
  expect((await send(server.baseUrl, REVOCATION, { token: revoked })).status).toBe(204);
  const late = await send(server.baseUrl, CONTINUATION, { token: revoked });
  expect([late.status, await messageOf(late)]).toEqual([401, 'Jwt is revoked']);
  expect((await send(server.baseUrl, CONTINUATION, { token: other })).status).toBe(200);
});

test("refuses to revoke a guest's token, which goes on working", async () => {
  await using server = await startStandIn({ identityKeys: KEYS });
  const token = await newToken(server.baseUrl);
  expect((await send(server.baseUrl, REVOCATION, { token })).status).toBe(400);
  expect((await send(server.baseUrl, CONTINUATION, { token })).status).toBe(200);
});

test.each([
  ['with no Authorization header', {}, 401],
  ['with another scheme', { headers: { authorization: 'Basic abc' } }, 401],
  ['with an empty bearer', { headers: { authorization: 'Bearer ' } }, 401],
  ['with any bearer', { token: 'whatever' }, 200],
])('demands an Authorization header for a guest token when told to: %s', async (_, sent, status) => {
  await using server = await startStandIn({ requireAuthorization: true });
  const response = await send(server.baseUrl, `POST ${TOKEN_PATH}`, { body: TOKEN_REQUEST, ...sent });
  expect(response.status).toBe(status);
});
