import { OPERATIONS, type OperationId } from '../../schemas/generated/operations.ts';
import { readDocument } from '../../schemas/generate/document.ts';
import { examplesOf, formParts, type RequestExample } from '../../schemas/generate/examples.ts';
import { DEPLOYMENT } from '../machine/deployment.ts';
import type { Random } from '../random.ts';
import type { ConversationCall } from './guest.fixture.ts';

/** A request that can be taken apart. */
export interface Composed {
  readonly operation: OperationId;
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  /** Of JSON; the parts of a form as an object. */
  readonly body?: unknown;
  readonly isForm: boolean;
}

const BOUNDARY = 'fuzz-boundary';
const JSON_TYPE = 'application/json';
const QUERIES: Partial<Record<OperationId, Composed['query']>> = {
  listConversations: [
    ['inclClosedConvs', 'true'],
    ['limit', '20'],
    ['startTimestamp', '0'],
  ],
  listConversationEntries: [
    ['limit', '5'],
    ['direction', 'FromStart'],
    ['entryTypeFilter', 'Message'],
  ],
  closeConversation: [['esDeveloperName', DEPLOYMENT.esDeveloperName]],
  endMessagingSession: [['esDeveloperName', DEPLOYMENT.esDeveloperName]],
  getTranscript: [['esDeveloperName', DEPLOYMENT.esDeveloperName]],
};

/** Valid requests of every operation: one for each example of the description, one where it has none. */
export function validRequests(): readonly Composed[] {
  const examples = examplesOf(readDocument()).filter(
    (example): example is RequestExample => example.kind === 'request',
  );
  return Object.values(OPERATIONS).flatMap(({ id }) => {
    const operation = id as OperationId;
    const own = examples.filter((example) => example.operation === id);
    return own.length === 0
      ? [requestOf(operation)]
      : own.map(({ mediaType, value }) => {
          const isForm = mediaType !== JSON_TYPE;
          return { ...requestOf(operation), body: isForm ? formParts(value) : value, isForm };
        });
  });
}

function requestOf(operation: OperationId): Composed {
  const { method, path, needsToken } = OPERATIONS[operation];
  return {
    operation,
    method,
    path,
    query: QUERIES[operation] ?? [],
    headers: [
      ['Host', 'stand-in'],
      ...(needsToken ? [['Authorization', 'Bearer $TOKEN'] as const] : []),
      ...(operation === 'streamEvents'
        ? [['X-Org-Id', DEPLOYMENT.orgId] as const, ['Last-Event-Id', '0'] as const]
        : []),
    ],
    isForm: false,
  };
}

/** The same for a guest's conversation, and with ids that nobody had. */
export function addressed(
  request: Composed,
  { token, conversationId }: ConversationCall,
  random: Random,
): Composed {
  return {
    ...request,
    path: request.path.replace('{conversationId}', conversationId),
    headers: request.headers.map(([name, value]) => [name, value.replace('$TOKEN', token)] as const),
    body: request.body === undefined ? undefined : withFreshIds(request.body, random),
  };
}

const ID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/g;

function withFreshIds(body: unknown, random: Random): unknown {
  return JSON.parse(JSON.stringify(body).replace(ID, () => random.uuid()));
}

/** The body's bytes and content type. */
export function bodyOf({ body, isForm }: Composed): { readonly bytes: Buffer; readonly type?: string } {
  if (body === undefined) return { bytes: Buffer.alloc(0) };
  if (!isForm) return { bytes: Buffer.from(JSON.stringify(body)), type: JSON_TYPE };
  const parts = Object.entries(body as object).map(([name, value]) => {
    const isFile = name === 'fileData';
    const disposition = `form-data; name="${name}"${isFile ? '; filename="a.png"' : ''}`;
    const head = `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n`;
    return `${head}Content-Type: ${isFile ? 'image/png' : JSON_TYPE}\r\n\r\n${String(value)}\r\n`;
  });
  return {
    bytes: Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`),
    type: `multipart/form-data; boundary=${BOUNDARY}`,
  };
}

/** The request with `Content-Length`, but without its body. */
export function headOf({ method, path, query, headers }: Composed, length: number): Buffer {
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  const fields = [...headers, ...(length > 0 ? [['Content-Length', String(length)] as const] : [])];
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${method} ${path}${search === '' ? '' : `?${search}`} HTTP/1.1\r\n${lines}\r\n`);
}
