import type { IHttpRequest } from '@stoplight/prism-http';

/** A request as Prism takes it, with what we need to know besides. */
export interface PipelineRequest extends IHttpRequest {
  readonly headers: Record<string, string>;
  /** Set when the body could not be read: why. */
  readonly bodyFault?: string;
}

/** What came over the wire. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Absent when there was none. */
  readonly bodyText?: string;
}

/** Reads the path of a request, without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Makes a request readable for Prism: query and JSON body parsed, header lists joined. */
export function readRequest({ method, url, headers, bodyText }: RawRequest): PipelineRequest {
  const path = pathOf(url);
  return {
    method: method.toLowerCase() as IHttpRequest['method'],
    url: { path, query: url.length === path.length ? {} : readQuery(url.slice(path.length + 1)) },
    headers: readHeaders(headers),
    ...(bodyText !== undefined && bodyText !== '' && readBody(bodyText, headers['content-type'])),
  };
}

function readQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const known = Object.hasOwn(query, name) ? query[name] : undefined;
    Object.defineProperty(query, name, {
      value: known === undefined ? value : [known, value].flat(),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return query;
}

function readHeaders(headers: RawRequest['headers']): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) read[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return read;
}

/** A content type that is not JSON is left as text: Prism refuses it. */
function readBody(text: string, contentType: unknown): Pick<PipelineRequest, 'body' | 'bodyFault'> {
  if (typeof contentType === 'string' && !/^application\/([\w.+-]+\+)?json\b/i.test(contentType))
    return { body: text };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { bodyFault: 'Request body is no JSON' };
  }
}
