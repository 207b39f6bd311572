import { isLoopback } from '../k6/target.ts';

/** What a host's name says of it. */
export type HostKind = 'loopback' | 'scrt' | 'other salesforce' | 'other';

/** Hosts of an org that serve no chat: its own, its pages, its sites. */
const OTHER_SALESFORCE =
  /(^|\.)(salesforce\.com|force\.com|site\.com|salesforce-setup\.com|salesforce-sites\.com)$/;

/** Tells an SCRT host (D, S1 S3) from the other hosts of an org, from this machine, and from the rest: a gateway perhaps. */
export function hostKind(baseUrl: string): HostKind {
  const { hostname } = new URL(baseUrl);
  if (isLoopback(baseUrl)) return 'loopback';
  if (hostname.endsWith('.salesforce-scrt.com')) return 'scrt';
  return OTHER_SALESFORCE.test(hostname) ? 'other salesforce' : 'other';
}

/** What is wrong with a deployment's developer name: letters, digits, underscore, a letter first (D, S1). */
export function developerNameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (!/^[A-Za-z]/.test(name)) return `it begins with ${JSON.stringify(name[0])}; a letter comes first`;
  const unfit = name.match(/[^A-Za-z0-9_]/)?.[0];
  if (unfit === undefined) return undefined;
  return `it holds ${JSON.stringify(unfit)}; only letters, digits and underscores may be there (is it the label?)`;
}
