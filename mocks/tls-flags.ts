import { writeFile } from 'node:fs/promises';
import { StandInError } from './errors.ts';
import { makeCertificate, readCertificate, type ServerCertificate } from './server/certificate.ts';

/** The flags that speak of TLS. */
export interface TlsFlags {
  readonly tls: boolean;
  readonly tlsSave?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Where the certificate comes from. */
export type TlsPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'made'; readonly saveTo: string | undefined }
  | { readonly kind: 'given'; readonly certificateFile: string; readonly keyFile: string };

/** @throws StandInError `usage` for flags that do not go together */
export function tlsOf({ tls, tlsSave: saveTo, tlsCert, tlsKey }: TlsFlags): TlsPlan {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new StandInError('usage', '--tls-cert and --tls-key go together; give both, or --tls alone');
  if (tlsCert !== undefined && tlsKey !== undefined) {
    if (saveTo === undefined) return { kind: 'given', certificateFile: tlsCert, keyFile: tlsKey };
    throw new StandInError(
      'usage',
      '--tls-save is for a certificate that is made; drop it, or --tls-cert and --tls-key',
    );
  }
  return tls || saveTo !== undefined ? { kind: 'made', saveTo } : { kind: 'none' };
}

/**
 * The certificate of a plan, made or read.
 *
 * @throws StandInError `usage` for files that cannot be read, used or written
 */
export async function certificateOf(plan: TlsPlan, host: string): Promise<ServerCertificate | undefined> {
  if (plan.kind === 'none') return undefined;
  if (plan.kind === 'given') return readCertificate(plan);
  const isAnywhere = host === '0.0.0.0' || host === '::';
  const made = await makeCertificate({ now: Date.now(), hosts: isAnywhere ? [] : [host] });
  if (plan.saveTo !== undefined) await save(plan.saveTo, made.certificate);
  return made;
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new StandInError(
      'usage',
      `${file} cannot be written; give --tls-save a file in a folder that exists`,
      { cause },
    );
  }
}
