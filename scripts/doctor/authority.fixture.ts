import { KeyObject, webcrypto } from 'node:crypto';
import type { X509Certificate } from '@peculiar/x509';
import type { ServerCertificate } from '../../mocks/server/certificate.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** An authority of a company's own, as TLS inspection has one. */
export interface Authority {
  /** PEM, for clients to trust. */
  readonly root: string;
  /** A certificate for a host, with its chain; valid from now on for so many days, which may be over. */
  readonly issue: (host: string, days?: number) => Promise<ServerCertificate>;
}

/** Makes an authority with a new key. */
export async function makeAuthority(name: string): Promise<Authority> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const dates = (days: number) => ({
    notBefore: new Date(Date.now() - 10 * DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
  });
  const root: X509Certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `O=Example Corp, CN=${name}`,
      keys,
      signingAlgorithm: ALGORITHM,
      ...dates(30),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    },
    webcrypto,
  );
  return {
    root: root.toString('pem'),
    issue: async (host, days = 5) => {
      const own = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
      const certificate = await x509.X509CertificateGenerator.create(
        {
          subject: `CN=${host}`,
          issuer: root.subject,
          signingKey: keys.privateKey,
          publicKey: own.publicKey,
          signingAlgorithm: ALGORITHM,
          ...dates(days),
          extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
        },
        webcrypto,
      );
      const key = KeyObject.from(own.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
      return { certificate: `${certificate.toString('pem')}\n${root.toString('pem')}\n`, key };
    },
  };
}
