import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StandInError } from '../errors.ts';
import { makeCertificate, readCertificate, type ServerCertificate } from './certificate.ts';

const DAY_MS = 86_400_000;
const make = (hosts: readonly string[] = []) => makeCertificate({ now: Date.now(), hosts });

async function serve({ certificate, key }: ServerCertificate) {
  const server = createServer({ cert: certificate, key }, (_request, response) => response.end('served'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Call {
  readonly port: number;
  /** The host whose certificate the client asks for. */
  readonly host: string;
  readonly ca?: string;
}

/** The status of an answer, or the code of the client's refusal. */
async function call({ port, host, ca }: Call): Promise<number | string> {
  const { promise, resolve } = Promise.withResolvers<number | string>();
  const asked = request({
    host,
    port,
    agent: false,
    ...(ca !== undefined && { ca }),
    // Every name leads to the one server, so that only the certificate decides.
    lookup: (_host, { all }, done) =>
      all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  });
  asked.on('response', (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  asked.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  asked.end();
  return promise;
}

test.each(['localhost', '127.0.0.1', 'scrt.example.test'])(
  'is accepted under %s by a client that trusts only this certificate',
  async (host) => {
    const made = await make(['scrt.example.test']);
    await using server = await serve(made);
    expect(await call({ port: server.port, host, ca: made.certificate })).toBe(200);
  },
);

test('is refused by a client that trusts the usual authorities, or another certificate', async () => {
  await using server = await serve(await make());
  const { port } = server;
  expect(await call({ port, host: 'localhost' })).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  const { certificate: ca } = await make();
  expect(await call({ port, host: 'localhost', ca })).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
});

test('is refused under a host that it does not name', async () => {
  const made = await make();
  await using server = await serve(made);
  const { port } = server;
  expect(await call({ port, host: 'other.test', ca: made.certificate })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
});

test('names each host once, as a name or as an address', async () => {
  const hosts = [
    'localhost',
    'SCRT.test',
    '[::1]',
    '::ffff:192.0.2.1',
    '10.0.0.7',
    '*.scrt.test',
    'bücher.test',
  ];
  const { certificate } = await make(hosts);
  const { subjectAltName } = new X509Certificate(certificate);
  expect(subjectAltName?.split(', ')).toEqual([
    'DNS:localhost',
    'IP Address:127.0.0.1',
    'IP Address:0:0:0:0:0:0:0:1',
    'DNS:scrt.test',
    'IP Address:0:0:0:0:0:FFFF:C000:201',
    'IP Address:10.0.0.7',
    'DNS:*.scrt.test',
    'DNS:xn--bcher-kva.test',
  ]);
});

test('is valid from a day before until 30 days after, for servers only, and is no authority', async () => {
  const now = Date.UTC(2026, 1, 28, 12);
  const { certificate, key } = await makeCertificate({ now, hosts: [] });
  const made = new X509Certificate(certificate);
  expect(made.validFromDate.getTime()).toBe(now - DAY_MS);
  expect(made.validToDate.getTime()).toBe(now + 30 * DAY_MS);
  expect(made.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(made.ca).toBe(false);
  expect(made.verify(made.publicKey)).toBe(true);
  expect(made.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(made.checkPrivateKey(createPrivateKey(key))).toBe(true);
});

test('has a key and a serial number of its own each time', async () => {
  const [one, other] = [await make(), await make()];
  expect(one.key).not.toBe(other.key);
  const serial = ({ certificate }: ServerCertificate) => new X509Certificate(certificate).serialNumber;
  expect(serial(one)).not.toBe(serial(other));
});

test.each([
  '',
  ' ',
  'a b',
  'http://scrt.test',
  'scrt.test:443',
  'fe80::1%eth0',
  '300.1.1.1',
  'a,b',
  `${'n'.repeat(64)}.test`,
])('refuses the host %j', async (host) => {
  await expect(make([host])).rejects.toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(`'${host}' is no host`) }),
  );
});

interface Files {
  readonly certificate?: string;
  readonly key?: string;
}

/** Reads files with the given content; one without content does not exist. */
async function readFiles(files: Files): Promise<ServerCertificate | StandInError> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'certificate-'));
  const paths = {
    certificateFile: join(folder.path, 'server.crt'),
    keyFile: join(folder.path, 'server.key'),
  };
  if (files.certificate !== undefined) await writeFile(paths.certificateFile, files.certificate);
  if (files.key !== undefined) await writeFile(paths.keyFile, files.key);
  try {
    return await readCertificate(paths);
  } catch (error) {
    if (error instanceof StandInError && error.code === 'usage') return error;
    throw error;
  }
}

const complaintOf = async (files: Files): Promise<string> => {
  const read = await readFiles(files);
  return read instanceof StandInError ? read.message : 'no complaint';
};

test('reads a certificate and its key, with the rest of its chain', async () => {
  const made = await make();
  const chain = made.certificate + (await make()).certificate;
  expect(await readFiles({ ...made, certificate: chain })).toEqual({ ...made, certificate: chain });
});

test('names the file that is missing', async () => {
  const made = await make();
  expect(await complaintOf({ key: made.key })).toMatch(
    /certificate file '.*server\.crt' \(ENOENT\); give the path/,
  );
  expect(await complaintOf({ certificate: made.certificate })).toMatch(/key file '.*server\.key' \(ENOENT\)/);
});

test.each([
  '',
  'garbage',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  '\u0000'.repeat(100_000),
])('names the file that holds no certificate, and the one that holds no key (%#)', async (garbage) => {
  const made = await make();
  expect(await complaintOf({ ...made, certificate: garbage })).toMatch(
    /server\.crt' holds no certificate; give/,
  );
  expect(await complaintOf({ ...made, key: garbage })).toMatch(/server\.key' holds no private key .*; give/);
});

test('refuses two files that were swapped', async () => {
  const { certificate, key } = await make();
  expect(await complaintOf({ certificate: key, key: certificate })).toMatch(
    /server\.crt' holds no certificate/,
  );
});

test('refuses a key with a passphrase, and a public key', async () => {
  const made = await make();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
  for (const key of [privateKey.export(locked), publicKey.export({ type: 'spki', format: 'pem' })]) {
    expect(await complaintOf({ ...made, key: key.toString() })).toMatch(
      /no private key without a passphrase/,
    );
  }
});

test('refuses the key of another certificate, and says nothing of the key itself', async () => {
  const [one, other] = [await make(), await make()];
  const complaint = await complaintOf({ certificate: one.certificate, key: other.key });
  expect(complaint).toMatch(
    /the key in '.*server\.key' does not belong to the first certificate in '.*server\.crt'/,
  );
  expect(complaint).not.toContain('PRIVATE');
});
