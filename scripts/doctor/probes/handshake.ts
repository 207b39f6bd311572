import { once } from 'node:events';
import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, getCACertificates, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { Certificate, Tls } from '../facts.ts';

/** More certificates than any sound chain has. */
const LONGEST_CHAIN = 10;

/** A TLS connection, trusted or not: nothing may be sent while `tls.fault` says why not. */
export interface Secured {
  readonly socket: TLSSocket;
  readonly tls: Tls;
}

/** Shakes hands and reads the chain, even one that is not trusted. Rejects when there is no handshake at all. */
export async function shakeHands(socket: Socket, host: string, signal: AbortSignal): Promise<Secured> {
  const name = isIP(host) === 0 ? { host, servername: host } : { host };
  const secured = connect({ ...name, socket, ALPNProtocols: ['http/1.1'], rejectUnauthorized: false });
  // Also after we gave up waiting: what then breaks is nobody's any longer.
  secured.on('error', () => undefined);
  await once(secured, 'secureConnect', { signal });
  const chain = chainOf(secured.getPeerCertificate(true));
  const fault = secured.authorized ? undefined : String(secured.authorizationError);
  const root = chain.at(-1);
  return {
    socket: secured,
    tls: {
      protocol: secured.getProtocol() ?? 'unknown',
      chain,
      fault,
      isPublic: root !== undefined && bundledFingerprints().has(root.fingerprint),
    },
  };
}

function chainOf(own: DetailedPeerCertificate): readonly Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = own;
  while (next?.fingerprint256 !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push({
      subject: nameOf(next.subject),
      issuer: nameOf(next.issuer),
      validFrom: next.valid_from,
      validTo: next.valid_to,
      fingerprint: next.fingerprint256,
    });
    if (chain.length === LONGEST_CHAIN) break;
    next = next.issuerCertificate;
  }
  return chain;
}

/** `O=Example, CN=Example Root`, as a person compares it. */
function nameOf(name: object | undefined): string {
  const parts = Object.entries((name ?? {}) as Readonly<Record<string, string | readonly string[]>>);
  return parts.map(([key, value]) => `${key}=${[value].flat().join('+')}`).join(', ');
}

let bundled: ReadonlySet<string> | undefined;

/** Those of the authorities that Node brings along; parsed once (150 certificates). */
function bundledFingerprints(): ReadonlySet<string> {
  bundled ??= new Set(getCACertificates('bundled').map((pem) => new X509Certificate(pem).fingerprint256));
  return bundled;
}
