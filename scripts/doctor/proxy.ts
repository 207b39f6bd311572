import { getProxyForUrl } from 'proxy-from-env';
import { isLoopback } from '../k6/target.ts';

/**
 * The proxy that the environment names for a URL (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY), undefined without. None
 * for this machine: no proxy reaches what listens here.
 */
export function proxyOf(url: string): URL | undefined {
  if (isLoopback(url)) return undefined;
  const proxy = getProxyForUrl(url);
  return proxy === '' || !URL.canParse(proxy) ? undefined : new URL(proxy);
}

/** A proxy's URL without user and password. */
export function shownProxy({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

/** Its Proxy-Authorization, where the URL has a user. */
export function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
