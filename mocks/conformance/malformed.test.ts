import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { createSigner } from 'fast-jwt';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { components } from '../../schemas/generated/api.ts';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { startStandIn, type StandIn } from '../server/stand-in.ts';
import { staffWhoThinks } from './staff.fixture.ts';
import { API, STREAM_PATH, TOKEN_PATH, TOKEN_REQUEST, newConversation, send } from './guest.fixture.ts';
import { ask, connectRaw, requestText, type RawAnswer } from './raw-http.fixture.ts';

const { orgId, esDeveloperName } = DEPLOYMENT;
const LIST = `${API}/conversation/list`;
const JSON_TYPE = 'Content-Type: application/json';
const GUEST = JSON.stringify(TOKEN_REQUEST);
/** The keys of customers' tokens. */
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

let server: StandIn;
let token = '';
let conversation = '';
const defects: string[] = [];
const warnings: Error[] = [];
const warned = (warning: Error): void => void warnings.push(warning);

beforeAll(async () => {
  process.on('warning', warned);
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' };
  server = await startStandIn({
    // The guest is shared: what an agent says later must not come into another test's stream.
    staff: staffWhoThinks(3_600_000),
    identityKeys: { keys: [jwk] },
    onDefect: (text) => defects.push(text),
  });
  const guest = await newConversation(server.baseUrl);
  token = guest.token;
  conversation = `${API}/conversation/${guest.conversationId}`;
});

afterEach(() => {
  const found = { defects: defects.splice(0), warnings: warnings.splice(0) };
  expect(found).toEqual({ defects: [], warnings: [] });
});

afterAll(async () => {
  await server.close();
  process.off('warning', warned);
});

/** One request with the guest's token. */
async function answerTo(line: string, headers: readonly string[] = [], body = ''): Promise<RawAnswer> {
  const answer = await ask(
    server.baseUrl,
    requestText(line, [`Authorization: Bearer ${token}`, ...headers], body),
  );
  if (answer === undefined) throw new Error('closed without an answer');
  return answer;
}

async function send400(line: string, headers: readonly string[], body: string): Promise<void> {
  expectRefusal(await answerTo(line, headers, body), 400);
}

function expectRefusal(answer: RawAnswer | undefined, status: number): void {
  expect(answer?.status).toBe(status);
  expect(answer?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(answer?.body ?? '')).toEqual({ message: expect.stringMatching(/./) });
}

test.each([
  ['/', 404],
  ['//', 404],
  ['/%', 404],
  [`/${LIST}`, 404],
  [`${LIST}/`, 404],
  [`${API}//conversation/list`, 404],
  [`${API}/conversation/../conversation/list`, 404],
  [`${API}/conversation/%00`, 400],
  [`${API}/conversation/..`, 400],
  [`${API}/conversation/%2e%2e`, 400],
  [`${API}/conversation/a%2Fb`, 400],
  [`${API}/conversation/%zz`, 400],
  [`${API}/conversation/%`, 400],
  [`${API}/conversation/%ff/message`, 405],
  [`${API}/conversation/%C0%80/entries`, 400],
  [`${API}/conversation/%F0%9F%98%80`, 400],
  [`${API}/conversation/__proto__`, 400],
  [`${API}/conversation/${randomUUID().toUpperCase()}`, 400],
  [`${API}/conversation/${randomUUID()}%2F`, 400],
  [`${API}/conversation/${randomUUID()}`, 404],
])('refuses GET %s with %d', async (path, status) => {
  expectRefusal(await answerTo(`GET ${path}`), status);
});

test('refuses a conversation id of 12,000 characters, and takes no notice of 5,000 parameters', async () => {
  expectRefusal(await answerTo(`GET ${API}/conversation/${'x'.repeat(12_000)}`), 400);
  expect((await answerTo(`GET ${LIST}?${'a&'.repeat(5_000)}`)).status).toBe(200);
});

test.each(['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'])(
  'refuses %s with 405',
  async (method) => {
    expectRefusal(await answerTo(`${method} ${LIST}`), 405);
  },
);

test('refuses HEAD with 405 and without a body, and goes on with the connection', async () => {
  using connection = await connectRaw(server.baseUrl);
  connection.write(requestText(`HEAD ${LIST}`));
  expect((await connection.next({ isHead: true }))?.status).toBe(405);
  connection.write(requestText(`GET ${LIST}`));
  expectRefusal(await connection.next(), 401);
});

test.each([
  'limit=1&limit=2',
  'limit=NaN',
  'limit=1.5',
  'limit=51',
  'limit=1e999',
  'limit=%zz',
  'startTimestamp=x',
  'endTimestamp=true',
  'inclClosedConvs=TRUE',
  'inclClosedConvs=true&inclClosedConvs=false',
  'conversationId=x',
])('refuses the query %s with 400', async (query) => {
  expectRefusal(await answerTo(`GET ${LIST}?${query}`), 400);
});

test.each(['__proto__=1', '__proto__[x]=1&constructor=2', 'hasOwnProperty=1', '=', '&&&', '%=%'])(
  'takes no notice of the query %s',
  async (query) => {
    expect((await answerTo(`GET ${LIST}?${query}`)).status).toBe(200);
  },
);

const nested = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
const withMember = (member: string): string => GUEST.replace('{', `{${member},`);

test.each([
  ['no JSON', '{"orgId":'],
  ['a byte order mark', `\uFEFF${GUEST}`],
  ['NaN', withMember('"deviceId":NaN')],
  ['a number beyond all numbers', withMember('"deviceId":1e999')],
  ['null', 'null'],
  ['a text', '"x"'],
  ['a list', '[]'],
  ['an empty object', '{}'],
  ['blanks', '  '],
  ['a member __proto__', withMember('"__proto__":{"x":1}')],
  ['a member constructor', withMember('"constructor":{"prototype":{}}')],
  ['10,000 levels', nested(10_000)],
  ['10,000 levels in a member', withMember(`"context":${nested(10_000)}`)],
  ['120,000 levels', nested(120_000)],
  ['half a character for a name', GUEST.replace(esDeveloperName, String.raw`\ud800`)],
  ['bytes that are no text', gzipSync(GUEST).toString('latin1')],
])('refuses a body of %s with 400', async (_, body) => {
  await send400(`POST ${TOKEN_PATH}`, [JSON_TYPE], body);
});

test.each([
  ['compressed', [JSON_TYPE, 'Content-Encoding: gzip'], gzipSync(GUEST)],
  ['in UTF-16', [`${JSON_TYPE}; charset=utf-16`], Buffer.from(GUEST, 'utf16le')],
])('refuses a body that is %s with 400', async (_, headers, body) => {
  const head = requestText(`POST ${TOKEN_PATH}`, [...headers, `Content-Length: ${body.length}`]);
  expectRefusal(await ask(server.baseUrl, Buffer.concat([Buffer.from(head), body])), 400);
});

test('takes the last of members of one name, as JSON.parse does', async () => {
  const answer = await answerTo(`POST ${TOKEN_PATH}`, [JSON_TYPE], withMember('"orgId":"x"'));
  expect(answer.status).toBe(200);
});

test.each([
  'text/json',
  'application',
  ';;;',
  'application/json, text/plain',
  '*/*',
  'multipart/form-data',
  'é',
])('refuses a body of type %s with 400', async (type) =>
  send400(`POST ${TOKEN_PATH}`, [`Content-Type: ${type}`], GUEST),
);

test.each([
  ['GET', '', '{}'],
  ['GET', '', '{"a'],
  ['DELETE', `/session?esDeveloperName=${esDeveloperName}`, '{"a":1}'],
])('refuses %s with a body with 400', async (method, suffix, body) => {
  await send400(`${method} ${conversation}${suffix}`, [JSON_TYPE], body);
});

const part = (name: string, content: string, more = ''): string =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
const ENTRY = { message: { id: randomUUID(), fileId: randomUUID(), text: '' }, esDeveloperName };
const entry = (change: object = {}): string =>
  part('messageEntry', JSON.stringify({ ...ENTRY, isNewMessagingSession: false, ...change }));
const FILE = part('fileData', 'bytes', '; filename="a.png"');

test.each([
  ['nothing in it', ''],
  ['no final boundary', `${entry()}${FILE}`],
  ['another boundary', `${entry()}${FILE}--y--`],
  ['no file', `${entry()}--x--`],
  ['a file that is a field', `${entry()}${part('fileData', 'x')}--x--`],
  ['no message', `${FILE}--x--`],
  ['a message that is no JSON', `${part('messageEntry', '{')}${FILE}--x--`],
  ['a message of 10,000 levels', `${part('messageEntry', nested(10_000))}${FILE}--x--`],
  ['a message with an unknown member', `${entry({ surprise: 1 })}${FILE}--x--`],
  ['two messages', `${entry()}${entry()}${FILE}--x--`],
  ['ids that are no texts', `${entry({ message: { ...ENTRY.message, id: { toString: 1 } } })}${FILE}--x--`],
  ['too many parts', `${entry()}${FILE}${part('a', 'x').repeat(20)}--x--`],
])('refuses a form with %s with 400', async (_, form) => {
  await send400(`POST ${conversation}/file`, ['Content-Type: multipart/form-data; boundary=x'], form);
});

test('takes no notice of a part that is named __proto__', async () => {
  const form = `${part('__proto__', 'x')}${entry()}${FILE}--x--`;
  const type = 'Content-Type: multipart/form-data; boundary=x';
  expect((await answerTo(`POST ${conversation}/file`, [type], form)).status).toBe(202);
});

test('refuses an answer to choices of more than 100 levels with 400', async () => {
  const message = { id: randomUUID(), messageType: 'ChoicesResponseMessage' };
  const body = JSON.stringify({ message, esDeveloperName }).replace(
    '"Choices',
    `"x","choices":${nested(9_999)},"messageType":"Choices`,
  );
  await send400(`POST ${conversation}/message`, [JSON_TYPE], body);
});

test.each([
  null,
  'x',
  5,
  {},
  { text: 5 },
  { text: null, attachments: 'x' },
  { text: 'a', attachments: [null, { name: {} }] },
])(
  'takes an answer to choices whose staticContent is %j, and still writes the transcript',
  async (staticContent) => {
    const message = { id: randomUUID(), messageType: 'ChoicesResponseMessage', staticContent };
    const body = JSON.stringify({ message, esDeveloperName });
    expect((await answerTo(`POST ${conversation}/message`, [JSON_TYPE], body)).status).toBe(202);
    const transcript = await answerTo(`GET ${conversation}/transcript?esDeveloperName=${esDeveloperName}`);
    expect(transcript.status).toBe(200);
  },
);

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that only look like ours, made of one of ours. */
const FORGERIES: Readonly<Record<string, (own: readonly string[]) => string>> = {
  'no signature and alg none': ([, payload]) => `${encoded({ alg: 'none' })}.${payload}.`,
  'alg None and the old signature': ([, payload, seal]) => `${encoded({ alg: 'None' })}.${payload}.${seal}`,
  'the signature of another key': ([header, payload]) =>
    `${header}.${payload}.${createHmac('sha256', 'guessed').update(`${header}.${payload}`).digest('base64url')}`,
  'the signature of an empty key': ([header, payload]) =>
    `${header}.${payload}.${createHmac('sha256', '').update(`${header}.${payload}`).digest('base64url')}`,
  'another payload under our signature': ([header, , seal]) =>
    `${header}.${encoded({ sub: 'x', exp: 9e9 })}.${seal}`,
  'RS256 and a kid of the customers': () =>
    createSigner({ key: privateKey.export({ type: 'pkcs8', format: 'pem' }), algorithm: 'RS256', kid: 'k1' })(
      { sub: 'x', exp: 9e9 },
    ),
  HS384: ([, payload, seal]) => `${encoded({ alg: 'HS384' })}.${payload}.${seal}`,
  'a header that is no JSON': ([, payload, seal]) => `e30x.${payload}.${seal}`,
  'a payload that is no JSON': ([header]) => `${header}.bm9uZQ.c2ln`,
  'empty parts': () => '..',
  'one part': ([header]) => String(header),
  'four parts': (own) => `${own.join('.')}.x`,
  '12,000 characters': ([header]) => `${header}.${'x'.repeat(12_000)}.x`,
  'characters beyond ASCII': () => 'é.😀.ü',
};

test.each(Object.keys(FORGERIES))('refuses a token with %s with 401', async (name) => {
  const forged = FORGERIES[name]?.(token.split('.'));
  for (const line of [`GET ${LIST}`, `POST ${conversation}/message`, `GET ${STREAM_PATH}`])
    expectRefusal(await ask(server.baseUrl, requestText(line, [`Authorization: Bearer ${forged}`])), 401);
});

test.each(['Basic', 'Token', 'BearerX', 'bearer', 'Bearer Bearer', 'Bearer x,', ''])(
  "refuses a good token under the scheme '%s' with 401",
  async (scheme) => {
    expectRefusal(
      await ask(server.baseUrl, requestText(`GET ${LIST}`, [`Authorization: ${scheme} ${token}`])),
      401,
    );
  },
);

test('goes by the first of two Authorization headers, and takes any blanks after the scheme', async () => {
  const [good, bad] = [`Authorization: Bearer \t ${token}`, 'Authorization: Bearer x'];
  expect((await ask(server.baseUrl, requestText(`GET ${LIST}`, [good, bad])))?.status).toBe(200);
  expectRefusal(await ask(server.baseUrl, requestText(`GET ${LIST}`, [bad, good])), 401);
});

test.each([
  '-1',
  '99999999999999999999',
  'abc',
  '',
  '1e3',
  ' 0x1 ',
  '1, 2',
  '1 2',
  '😀',
  '١',
  'x'.repeat(40),
])("opens a stream without a replay after the event id '%s'", async (id) => {
  const headers = [`X-Org-Id: ${orgId}`, `Last-Event-Id: ${id}`];
  const answer = await answerTo(`GET ${STREAM_PATH}`, headers);
  expect(answer.status).toBe(200);
  expect(answer.body).not.toContain('CONVERSATION');
});

test.each([
  ['twice', [`X-Org-Id: ${orgId}`, `X-Org-Id: ${orgId}`]],
  ['nowhere', []],
  ['empty', ['X-Org-Id:']],
  ['with 18 characters', [`X-Org-Id: ${orgId}MAA`]],
  ['of another org', ['X-Org-Id: 00D000000000000']],
])('refuses a stream whose org id stands %s with 400', async (_, headers) => {
  expectRefusal(await answerTo(`GET ${STREAM_PATH}`, headers), 400);
});

const CLAIMS = { iss: 'x', sub: 'customer', aud: 'x', iat: 1, exp: 9e9 };

test.each([
  ['no token', 'garbled'],
  ['a token without signature', `${encoded({ alg: 'none', kid: 'k1' })}.${encoded(CLAIMS)}.`],
  ['a token sealed with the public key', hmacWithPublicKey()],
  [
    'a token whose kid is __proto__',
    `${encoded({ alg: 'RS256', kid: '__proto__' })}.${encoded(CLAIMS)}.c2ln`,
  ],
  ['a header that is no object', `${encoded(null)}.${encoded(CLAIMS)}.c2ln`],
  ['a huge token', 'x'.repeat(100_000)],
])('takes a customer with %s for a guest', async (_, customerIdentityToken) => {
  const path = `${API}/authorization/authenticated/access-token`;
  const body = { ...TOKEN_REQUEST, authorizationType: 'JWT', customerIdentityToken };
  const response = await send(server.baseUrl, `POST ${path}`, { body });
  expect(response.status).toBe(200);
  const { context } = (await response.json()) as components['schemas']['TokenResponse'];
  expect(context?.endUser?.subject).toContain('/UNAUTH/');
});

/** The classic confusion: a verifier that lets the token choose takes the public key for a shared secret. */
function hmacWithPublicKey(): string {
  const text = `${encoded({ alg: 'HS256', kid: 'k1' })}.${encoded(CLAIMS)}`;
  const key = publicKey.export({ type: 'spki', format: 'pem' });
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}
