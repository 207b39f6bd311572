import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP, isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { JsonGeneralName } from '@peculiar/x509';
import { codeOf, StandInError } from '../errors.ts';

const DAY_MS = 86_400_000;
const VALID_DAYS = 30;
const ALWAYS = ['localhost', '127.0.0.1', '::1'] as const;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const DNS_NAME = /^(\*\.)?[\w-]{1,63}(\.[\w-]{1,63})*$/;

/** What a TLS server shows and keeps, both as PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Makes a self-signed certificate for `localhost`, `127.0.0.1`, `::1` and `hosts` (names, `*.` in front
 * allowed, or addresses), valid from a day before `now` (epoch ms) until 30 days after it. The key is new
 * (EC P-256) each time.
 *
 * A client that is given the certificate as its authority accepts it (NODE_EXTRA_CA_CERTS, `curl --cacert`,
 * SSL_CERT_FILE for k6). It is no CA: who trusts it trusts this key for these hosts and for nothing else.
 *
 * @throws StandInError `usage` for a host that is neither a name nor an address
 */
export async function makeCertificate({
  now,
  hosts,
}: {
  readonly now: number;
  readonly hosts: readonly string[];
}): Promise<ServerCertificate> {
  const names = [...new Set([...ALWAYS, ...hosts.map(toHost)])];
  // The library asks for this global before it loads; both load only where somebody wants TLS (60 ms).
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=scrt-bench stand-in',
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + VALID_DAYS * DAY_MS),
      keys,
      signingAlgorithm: { name: ALGORITHM.name, hash: 'SHA-256' },
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(names.map(toAlternativeName)),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { certificate: `${certificate.toString('pem')}\n`, key: key.toString() };
}

/**
 * Reads a certificate (first in its file, others of its chain may follow) and its key, and checks that
 * they belong together. Dates are the client's affair.
 *
 * @throws StandInError `usage` that names the file
 */
export async function readCertificate({
  certificateFile,
  keyFile,
}: {
  readonly certificateFile: string;
  readonly keyFile: string;
}): Promise<ServerCertificate> {
  const certificate = await readPem(certificateFile, 'certificate');
  const key = await readPem(keyFile, 'key');
  const parsed = parse(
    () => new X509Certificate(certificate),
    `'${certificateFile}' holds no certificate; give a PEM file that begins with -----BEGIN CERTIFICATE-----`,
  );
  const parsedKey = parse(
    () => createPrivateKey(key),
    `'${keyFile}' holds no private key without a passphrase; give a PEM file that begins with -----BEGIN PRIVATE KEY-----`,
  );
  if (!parsed.checkPrivateKey(parsedKey)) {
    throw new StandInError(
      'usage',
      `the key in '${keyFile}' does not belong to the first certificate in '${certificateFile}'; ` +
        'give the key that this certificate was made for, and the server’s own certificate first',
    );
  }
  return { certificate, key };
}

async function readPem(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StandInError(
      'usage',
      `cannot read the ${what} file '${file}' (${codeOf(cause)}); give the path of a PEM file that can be read`,
      { cause },
    );
  }
}

/** Without a cause: OpenSSL's words say less, and those about a key have no place in a log. */
function parse<T>(read: () => T, complaint: string): T {
  try {
    return read();
  } catch {
    throw new StandInError('usage', complaint);
  }
}

function toHost(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  // In the one form that the library reads: it garbles ::ffff:192.0.2.1.
  if (URL.canParse(`http://[${bare}]`)) return new URL(`http://[${bare}]`).hostname.slice(1, -1);
  if (isIPv4(bare)) return bare;
  const name = domainToASCII(bare);
  if (DNS_NAME.test(name)) return name;
  throw new StandInError(
    'usage',
    `'${host}' is no host for a certificate; give a name such as scrt.example.test, or an address without a zone`,
  );
}

function toAlternativeName(host: string): JsonGeneralName {
  return { type: isIP(host) === 0 ? 'dns' : 'ip', value: host };
}
