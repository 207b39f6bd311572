import type { IHttpRequest } from '@stoplight/prism-http';
import { readForm, type FormPart } from './form.ts';
import type { SentFile } from '../machine/command.ts';

/** What clients send is some five levels deep. What is echoed must fit on the stack of whoever writes it as JSON. */
const DEEPEST = 100;

/** A request as Prism takes it, with what we need to know besides. */
export interface PipelineRequest extends IHttpRequest {
  readonly headers: Record<string, string>;
  /** Set when the body could not be read: why. */
  readonly bodyFault?: string;
  /** Of a form: the file among its parts. */
  readonly file?: SentFile;
}

/** What came over the wire. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Empty when there was none. */
  readonly body: Buffer;
}

/** Reads the path of a request, without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Path and query of a request's target, which may be a whole URL (RFC 9112, 3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const rest = target.replace(/^https?:\/\/[^/?]*/i, '');
  return rest.startsWith('?') || rest === '' ? `/${rest}` : rest;
}

/** Makes a request readable for Prism: query and body parsed, header lists joined. */
export async function readRequest({ method, url, headers, body }: RawRequest): Promise<PipelineRequest> {
  const path = pathOf(url);
  const read = readHeaders(headers);
  const request = {
    method: method.toLowerCase() as IHttpRequest['method'],
    url: { path, query: url.length === path.length ? {} : readQuery(url.slice(path.length + 1)) },
    headers: read,
  };
  if (body.length === 0) return request;
  const type = read['content-type'];
  if (type === undefined || !/^multipart\//i.test(type)) return { ...request, ...readText(body, type) };
  // Prism is told of the parts as if they were JSON, see document.ts.
  return {
    ...request,
    headers: { ...read, 'content-type': 'application/json' },
    ...(await readParts(body, type)),
  };
}

function readQuery(text: string): Record<string, string | string[]> {
  const groups = Map.groupBy(new URLSearchParams(text), ([name]) => name);
  return Object.fromEntries(
    [...groups].map(([name, pairs]) => {
      const [first = '', ...others] = pairs.map(([, value]) => value);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

function readHeaders(headers: RawRequest['headers']): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) read[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return read;
}

const FILE_PART = 'fileData';

type Read = Pick<PipelineRequest, 'body' | 'bodyFault' | 'file'>;

/** A content type that is not JSON is left as text: Prism refuses it. */
function readText(body: Buffer, contentType: string | undefined): Read {
  const text = body.toString('utf8');
  if (contentType !== undefined && !/^application\/([\w.+-]+\+)?json\b/i.test(contentType))
    return { body: text };
  try {
    const value: unknown = JSON.parse(text);
    if (isTooDeep(text, value)) return { bodyFault: `Request body is nested deeper than ${DEEPEST}` };
    return { body: value };
  } catch {
    return { bodyFault: 'Request body is no JSON' };
  }
}

/** Level by level, and only where there are brackets enough: some thousand levels of calls end the stack. */
function isTooDeep(text: string, value: unknown): boolean {
  if (text.split(/[[{]/, DEEPEST + 2).length <= DEEPEST + 1) return false;
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}

/** The parts of a form, each as text; of its file only what is told of it. */
async function readParts(body: Buffer, contentType: string): Promise<Read> {
  const form = await readForm(body, contentType);
  if ('fault' in form) return { body: {}, bodyFault: form.fault };
  const sent = form.parts.get(FILE_PART);
  // Browsers give a part of JSON a file name, too: "blob".
  const texts = [...form.parts.values()].map(({ name, content }) => [
    name,
    name === FILE_PART ? (sent?.fileName ?? '') : content.toString('utf8'),
  ]);
  const file = sent?.fileName === undefined ? undefined : fileOf(sent, sent.fileName);
  return { body: Object.fromEntries(texts) as unknown, ...(file !== undefined && { file }) };
}

function fileOf({ mediaType, content }: FormPart, name: string): SentFile {
  return { name, mediaType, bytes: content.length };
}
